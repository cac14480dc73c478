package dev.pgtrickle.proxy.tpch;

/** Shows how far something long has come. */
public interface Progress {

    /** Shows nothing. */
    Progress SILENT = new Progress() {
        @Override
        public void show(String what, double part) {}

        @Override
        public void done() {}
    };

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
