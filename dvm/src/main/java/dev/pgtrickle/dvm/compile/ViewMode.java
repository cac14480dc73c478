package dev.pgtrickle.dvm.compile;

/** How a stream table is in fact kept up to date. */
public enum ViewMode {
    FULL,
    DIFFERENTIAL,
    IMMEDIATE
}
