package dev.pgtrickle.dvm.understand;

/** Leaves the building of a tree at the first part that we do not maintain; caught where the building began. */
public final class NotMaintainable extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final transient Reason reason;

    NotMaintainable(Reason reason) {
        super(reason.sentence(), null, false, false);
        this.reason = reason;
    }

    /**
     * Stops for a clause without alternative.
     *
     * @param clause the part of the query that stands in the way
     * @param why what is the matter with it: a clause that follows the part
     * @return what to throw
     */
    public static NotMaintainable because(String clause, String why) {
        return new NotMaintainable(new Reason(clause, why, ""));
    }

    /**
     * Stops for a clause.
     *
     * @param clause the part of the query that stands in the way
     * @param why what is the matter with it: a clause that follows the part
     * @param instead what to write instead or to do, a full sentence
     * @return what to throw
     */
    public static NotMaintainable because(String clause, String why, String instead) {
        return new NotMaintainable(new Reason(clause, why, instead));
    }

    Reason reason() {
        return reason;
    }
}
