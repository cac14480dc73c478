package dev.pgtrickle.driver;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.postgresql.PGConnection;
import org.postgresql.PGStatement;

/** No method of an interface is left to its default, which would pass by pgjdbc. */
class DelegationTest {

    static Stream<Arguments> classes() {
        return Stream.of(
                Arguments.of(PgTrickleConnection.class, List.of(Connection.class, PGConnection.class)),
                Arguments.of(PgTrickleStatement.class, List.of(Statement.class, PGStatement.class)),
                Arguments.of(PgTricklePreparedStatement.class, List.of(PreparedStatement.class, PGStatement.class)),
                Arguments.of(PgTrickleCallableStatement.class, List.of(CallableStatement.class, PGStatement.class)));
    }

    @ParameterizedTest
    @MethodSource("classes")
    void every_method_is_ours(Class<?> ours, List<Class<?>> interfaces) throws Exception {
        for (Class<?> one : interfaces) {
            assertThat(one.getMethods()).isNotEmpty();
            for (Method method : one.getMethods()) {
                if (Modifier.isStatic(method.getModifiers())) {
                    continue;
                }
                Method found = ours.getMethod(method.getName(), method.getParameterTypes());
                assertThat(found.getDeclaringClass().isInterface())
                        .as(method.getName() + Arrays.toString(method.getParameterTypes()))
                        .isFalse();
            }
        }
    }
}
