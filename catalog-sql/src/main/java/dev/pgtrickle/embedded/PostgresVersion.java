package dev.pgtrickle.embedded;

import java.util.Arrays;
import java.util.Optional;

/** A supported PostgreSQL major version. */
public enum PostgresVersion {
    V15(15),
    V16(16),
    V17(17),
    V18(18);

    private final int major;

    PostgresVersion(int major) {
        this.major = major;
    }

    /**
     * The version that is used where none is asked for.
     *
     * @return the newest supported version
     */
    public static PostgresVersion newest() {
        return V18;
    }

    /**
     * Finds a version by its major number.
     *
     * @param major a number such as 18
     * @return the version, or nothing when it is not supported
     */
    public static Optional<PostgresVersion> ofMajor(int major) {
        return Arrays.stream(values()).filter(v -> v.major == major).findFirst();
    }

    /**
     * The major number.
     *
     * @return a number such as 18
     */
    public int major() {
        return major;
    }
}
