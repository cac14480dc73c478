package dev.pgtrickle.proxy.tpch;

import io.trino.tpch.LineItem;
import io.trino.tpch.LineItemGenerator;
import io.trino.tpch.Order;
import io.trino.tpch.OrderGenerator;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * Orders that are not there yet: generated ones under new keys.
 *
 * <p>TPC-H orders use the first eight of every 32 keys and leave the others for its refresh streams; so adding 8, 16 or 24 gives new keys.
 */
public final class NewOrders {

    private static final int STEP = 8;

    private final double scale;
    private int shift;
    private Iterator<Order> orders;
    private Iterator<LineItem> lineItems;
    private @Nullable LineItem next;

    /**
     * Orders that continue those of a scale.
     *
     * @param scale the scale factor of the data
     */
    public NewOrders(double scale) {
        this.scale = scale;
        this.shift = STEP;
        this.orders = new OrderGenerator(scale, 1, 1).iterator();
        this.lineItems = new LineItemGenerator(scale, 1, 1).iterator();
        this.next = lineItems.next();
    }

    /**
     * Takes some.
     *
     * @param count how many orders
     * @param orderLines gets a COPY line per order
     * @param lineItemLines gets a COPY line per line item
     */
    public void take(int count, StringBuilder orderLines, StringBuilder lineItemLines) {
        for (int i = 0; i < count; i++) {
            if (!orders.hasNext()) {
                shift += STEP;
                orders = new OrderGenerator(scale, 1, 1).iterator();
                lineItems = new LineItemGenerator(scale, 1, 1).iterator();
                next = lineItems.next();
            }
            Order order = orders.next();
            orderLines.append(shifted(CopyLine.of(order))).append('\n');
            LineItem item = next;
            while (item != null && item.orderKey() == order.orderKey()) {
                lineItemLines.append(shifted(CopyLine.of(item))).append('\n');
                item = lineItems.hasNext() ? lineItems.next() : null;
            }
            next = item;
        }
    }

    /** Both tables have the order's key first. */
    private String shifted(String line) {
        int end = line.indexOf('|');
        return (Long.parseLong(line.substring(0, end)) + shift) + line.substring(end);
    }
}
