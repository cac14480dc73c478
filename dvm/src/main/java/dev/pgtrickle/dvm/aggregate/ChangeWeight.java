package dev.pgtrickle.dvm.aggregate;

import dev.pgtrickle.dvm.emit.ChangeSource;

/** The weight of a changed row, as rules write it. */
final class ChangeWeight {

    static final String NAME = ChangeSource.WEIGHT;

    private ChangeWeight() {}
}
