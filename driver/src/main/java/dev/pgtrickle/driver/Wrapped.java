package dev.pgtrickle.driver;

import java.sql.SQLException;
import java.sql.Wrapper;

/** Finds an interface in an object of ours, in what it wraps, and in what that wraps. */
final class Wrapped {

    private Wrapped() {}

    static <T> T unwrap(Object self, Wrapper delegate, Class<T> type) throws SQLException {
        if (type.isInstance(self)) {
            return type.cast(self);
        }
        return type.isInstance(delegate) ? type.cast(delegate) : delegate.unwrap(type);
    }

    static boolean isWrapperFor(Object self, Wrapper delegate, Class<?> type) throws SQLException {
        return type.isInstance(self) || type.isInstance(delegate) || delegate.isWrapperFor(type);
    }
}
