package dev.pgtrickle.dvm.session;

import dev.pgtrickle.dvm.sql.Lexeme;
import dev.pgtrickle.dvm.sql.SqlLexer;
import java.util.ArrayList;
import java.util.List;

/**
 * An SQL text with {@code $n} parameters as JDBC wants it: every use of a parameter is a question mark of its own, and question marks of
 * operators are doubled.
 *
 * @param jdbcText the text for {@code prepareStatement}
 * @param uses the parameter numbers, from 1, in the order of the question marks
 * @param edits where the text that reaches the server differs in length from the original, in order
 */
record ParameterTranslation(String jdbcText, List<Integer> uses, List<Edit> edits) {

    /**
     * A parameter that was renumbered.
     *
     * @param end the offset after it in the text that reaches the server, in characters
     * @param growth how many characters longer it got
     */
    record Edit(int end, int growth) {}

    static ParameterTranslation of(String sql) {
        StringBuilder jdbc = new StringBuilder();
        List<Integer> uses = new ArrayList<>();
        List<Edit> edits = new ArrayList<>();
        int copied = 0;
        int sent = 0;
        for (Lexeme lexeme : SqlLexer.lex(sql)) {
            boolean parameter = lexeme.kind() == Lexeme.Kind.PARAMETER;
            boolean marks =
                    lexeme.kind() == Lexeme.Kind.OPERATOR && lexeme.text().indexOf('?') >= 0;
            if (!parameter && !marks) {
                continue;
            }
            jdbc.append(sql, copied, lexeme.start());
            sent += sql.codePointCount(copied, lexeme.start());
            copied = lexeme.end();
            if (marks) {
                jdbc.append(lexeme.text().replace("?", "??"));
                sent += lexeme.text().length();
            } else {
                jdbc.append('?');
                uses.add(Integer.parseInt(lexeme.text().substring(1)));
                int sentLength = 1 + String.valueOf(uses.size()).length();
                sent += sentLength;
                if (sentLength != lexeme.text().length()) {
                    edits.add(new Edit(sent, sentLength - lexeme.text().length()));
                }
            }
        }
        jdbc.append(sql, copied, sql.length());
        return new ParameterTranslation(jdbc.toString(), List.copyOf(uses), List.copyOf(edits));
    }

    /**
     * Translates an error position.
     *
     * @param position characters from 1 in the text that reached the server, or 0 for none
     * @return characters from 1 in the original text, or 0 for none
     */
    int originalPosition(int position) {
        int growth = 0;
        for (Edit edit : edits) {
            if (position > edit.end()) {
                growth += edit.growth();
            }
        }
        return position - growth;
    }
}
