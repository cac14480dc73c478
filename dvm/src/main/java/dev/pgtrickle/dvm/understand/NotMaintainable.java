package dev.pgtrickle.dvm.understand;

/** Leaves the building of a tree at the first part that we do not maintain; caught where the building began. */
final class NotMaintainable extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final transient Reason reason;

    NotMaintainable(Reason reason) {
        super(reason.sentence(), null, false, false);
        this.reason = reason;
    }

    static NotMaintainable because(String clause, String why) {
        return new NotMaintainable(new Reason(clause, why, ""));
    }

    static NotMaintainable because(String clause, String why, String instead) {
        return new NotMaintainable(new Reason(clause, why, instead));
    }

    Reason reason() {
        return reason;
    }
}
