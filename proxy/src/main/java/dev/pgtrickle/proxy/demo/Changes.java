package dev.pgtrickle.proxy.demo;

/**
 * What a round wrote.
 *
 * @param inserted rows that RF1 inserted
 * @param deleted rows that RF2 deleted
 * @param repriced rows that a change of prices updated
 * @param customers customers that were updated
 * @param lastTransaction the id of the last transaction, an {@code xid8}
 */
record Changes(long inserted, long deleted, long repriced, long customers, String lastTransaction) {

    @Override
    public String toString() {
        return "RF1 inserted " + inserted + " rows, RF2 deleted " + deleted + ", " + repriced + " prices and "
                + customers + " customers updated";
    }
}
