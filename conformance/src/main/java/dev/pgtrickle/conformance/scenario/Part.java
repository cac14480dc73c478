package dev.pgtrickle.conformance.scenario;

import java.util.ArrayList;
import java.util.List;

/** What happens next in a scenario after its stream table was created. */
public sealed interface Part {

    /**
     * Where the part begins.
     *
     * @return a line of the file, from 1
     */
    int line();

    /**
     * One transaction of the only session, after which the stream table is refreshed and compared.
     *
     * @param line where it begins
     * @param statements what it runs, at least one statement; if they open blocks of their own they are run as they stand
     */
    record Step(int line, List<SqlStatement> statements) implements Part {

        /** Copies the list. */
        public Step {
            statements = List.copyOf(statements);
        }

        /**
         * Whether the statements open and close transactions of their own.
         *
         * @return true when at least one opens a block
         */
        public boolean hasOwnBlocks() {
            return statements.stream().anyMatch(SqlStatement::opensBlock);
        }

        /**
         * The smallest transactions that the step can be cut into: a block stays together, any other statement is one by itself.
         *
         * @return the transactions in order
         */
        public List<List<SqlStatement>> transactions() {
            List<List<SqlStatement>> transactions = new ArrayList<>();
            List<SqlStatement> block = new ArrayList<>();
            boolean open = false;
            for (SqlStatement statement : statements) {
                open |= statement.opensBlock();
                block.add(statement);
                open &= !statement.closesBlock();
                if (!open) {
                    transactions.add(List.copyOf(block));
                    block.clear();
                }
            }
            if (!block.isEmpty()) {
                transactions.add(List.copyOf(block));
            }
            return transactions;
        }
    }

    /**
     * What one of several sessions does next; statements outside of a block are transactions of their own.
     *
     * @param line where it begins
     * @param session the session's number, from 1
     * @param statements what it runs, at least one statement
     */
    record Turn(int line, int session, List<SqlStatement> statements) implements Part {

        /** Copies the list. */
        public Turn {
            statements = List.copyOf(statements);
        }
    }

    /**
     * A refresh among the turns of several sessions, after which the stream table is compared.
     *
     * @param line where it is
     * @param remark what the file says behind it, for people; may be empty
     */
    record Refresh(int line, String remark) implements Part {}
}
