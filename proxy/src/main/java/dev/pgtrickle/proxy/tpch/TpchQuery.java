package dev.pgtrickle.proxy.tpch;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.charset.StandardCharsets;

/** The queries of TPC-H as they stand in its specification, with the validation parameters; the view of Q15 is a common table expression. */
public enum TpchQuery {
    /** Pricing summary. */
    Q1(1, "pricing summary"),
    /** Minimum cost supplier. */
    Q2(2, "minimum cost supplier"),
    /** Shipping priority. */
    Q3(3, "shipping priority"),
    /** Order priority checking. */
    Q4(4, "order priority checking"),
    /** Local supplier volume. */
    Q5(5, "local supplier volume"),
    /** Forecasting revenue. */
    Q6(6, "forecasting revenue"),
    /** Volume shipping. */
    Q7(7, "volume shipping"),
    /** National market share. */
    Q8(8, "national market share"),
    /** Product type profit. */
    Q9(9, "product type profit"),
    /** Returned items. */
    Q10(10, "returned items"),
    /** Important stock. */
    Q11(11, "important stock"),
    /** Shipping modes. */
    Q12(12, "shipping modes"),
    /** Customer distribution. */
    Q13(13, "customer distribution"),
    /** Promotion effect. */
    Q14(14, "promotion effect"),
    /** Top supplier. */
    Q15(15, "top supplier"),
    /** Parts and suppliers. */
    Q16(16, "parts and suppliers"),
    /** Small quantity orders. */
    Q17(17, "small quantity orders"),
    /** Large volume customers. */
    Q18(18, "large volume customers"),
    /** Discounted revenue. */
    Q19(19, "discounted revenue"),
    /** Potential part promotion. */
    Q20(20, "potential part promotion"),
    /** Suppliers who kept waiting. */
    Q21(21, "suppliers who kept waiting"),
    /** Global sales opportunity. */
    Q22(22, "global sales opportunity");

    /** What Q11 takes of the value of all stock at scale 1; at other scales the specification divides it by the scale. */
    private static final BigDecimal FRACTION = new BigDecimal("0.0001");

    private final int number;
    private final String title;

    TpchQuery(int number, String title) {
        this.number = number;
        this.title = title;
    }

    /**
     * Its number.
     *
     * @return 1 to 22
     */
    public int number() {
        return number;
    }

    /**
     * A name for its stream table.
     *
     * @return an identifier
     */
    public String streamTable() {
        return "q" + number;
    }

    /**
     * What the specification calls it, shortened.
     *
     * @return a few words
     */
    public String title() {
        return title;
    }

    /**
     * Its text.
     *
     * @param scale the scale factor of the data
     * @return the query without a semicolon
     */
    public String text(double scale) {
        String resource = streamTable() + ".sql";
        try (InputStream in = TpchQuery.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("no text of " + this);
            }
            String fraction = FRACTION.divide(BigDecimal.valueOf(scale), MathContext.DECIMAL32)
                    .stripTrailingZeros()
                    .toPlainString();
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).strip().replace(":fraction", fraction);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
