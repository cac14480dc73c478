package dev.pgtrickle.dvm.program;

/**
 * The statements that apply changes to groups one after the other, where what changes contribute is added to what is stored.
 *
 * <p>For a few groups, setting up one statement that does all of it takes several times as long as these. An UPDATE adds to the row as it is when it gets
 * its lock, so that what others have added meanwhile is not lost.
 *
 * <p>{@code g} is a row of {@code groups}: in the other statements, a variable.
 *
 * @param groups a query for what the changed groups get, in the order in which their rows are to be locked
 * @param update adds to the stored row of group {@code g} and returns the number of its rows
 * @param insert stores group {@code g}
 * @param delete removes the stored row of group {@code g}
 */
public record GroupSteps(String groups, String update, String insert, String delete) {}
