package dev.pgtrickle.proxy.demo;

/** Shows how far something long has come. */
interface Progress {

    /**
     * It goes on.
     *
     * @param what what is being done
     * @param part how much of the whole is done, from 0 to 1
     */
    void show(String what, double part);

    /** It is done. */
    void done();
}
