package dev.pgtrickle.dvm.aggregate;

/** What is made of a sum. */
enum SumKind {
    SUM,
    AVERAGE;

    /**
     * The function's result.
     *
     * @param present how many rows have the argument
     * @param sum the sum as it is stored: NaN when it does not tell the result
     * @param reread the function's own result
     * @param exact the sum with the scale that PostgreSQL shows
     * @return an expression
     */
    String result(String present, String sum, String reread, String exact) {
        return "CASE WHEN " + present + " = 0 THEN NULL WHEN " + sum + " = 'NaN'::numeric THEN " + reread + " ELSE "
                + of(exact, present) + " END";
    }

    /**
     * The function's result for finite values, of which there are some.
     *
     * @param exact the sum with the scale that PostgreSQL shows
     * @param present how many rows have the argument
     * @return an expression
     */
    String of(String exact, String present) {
        return switch (this) {
            case SUM -> exact;
            case AVERAGE -> exact + " / " + present + "::numeric";
        };
    }
}
