package dev.pgtrickle.driver;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import org.jspecify.annotations.NullUnmarked;
import org.postgresql.PGStatement;

/**
 * Passes every call on to a statement of pgjdbc. Generated once, by reflection; what differs is in {@link PgTrickleStatement} and its like.
 */
@NullUnmarked
@SuppressWarnings("deprecation")
abstract class StatementDelegate implements Statement, PGStatement {

    private final Statement delegate;
    private final PGStatement extension;

    /**
     * Passes calls on.
     *
     * @param delegate what is asked as a statement
     * @param extension the same as pgjdbc's statement
     */
    StatementDelegate(Statement delegate, PGStatement extension) {
        this.delegate = delegate;
        this.extension = extension;
    }

    @Override
    public void addBatch(String text) throws SQLException {
        delegate.addBatch(text);
    }

    @Override
    public void cancel() throws SQLException {
        delegate.cancel();
    }

    @Override
    public void clearBatch() throws SQLException {
        delegate.clearBatch();
    }

    @Override
    public void clearWarnings() throws SQLException {
        delegate.clearWarnings();
    }

    @Override
    public void closeOnCompletion() throws SQLException {
        delegate.closeOnCompletion();
    }

    @Override
    public void close() throws SQLException {
        delegate.close();
    }

    @Override
    public String enquoteIdentifier(String text, boolean flag) throws SQLException {
        return delegate.enquoteIdentifier(text, flag);
    }

    @Override
    public String enquoteLiteral(String text) throws SQLException {
        return delegate.enquoteLiteral(text);
    }

    @Override
    public String enquoteNCharLiteral(String text) throws SQLException {
        return delegate.enquoteNCharLiteral(text);
    }

    @Override
    public int[] executeBatch() throws SQLException {
        return delegate.executeBatch();
    }

    @Override
    public long[] executeLargeBatch() throws SQLException {
        return delegate.executeLargeBatch();
    }

    @Override
    public long executeLargeUpdate(String text, int[] numbers) throws SQLException {
        return delegate.executeLargeUpdate(text, numbers);
    }

    @Override
    public long executeLargeUpdate(String text, String[] names) throws SQLException {
        return delegate.executeLargeUpdate(text, names);
    }

    @Override
    public long executeLargeUpdate(String text, int number) throws SQLException {
        return delegate.executeLargeUpdate(text, number);
    }

    @Override
    public long executeLargeUpdate(String text) throws SQLException {
        return delegate.executeLargeUpdate(text);
    }

    @Override
    public ResultSet executeQuery(String text) throws SQLException {
        return delegate.executeQuery(text);
    }

    @Override
    public int executeUpdate(String text, int[] numbers) throws SQLException {
        return delegate.executeUpdate(text, numbers);
    }

    @Override
    public int executeUpdate(String text, String[] names) throws SQLException {
        return delegate.executeUpdate(text, names);
    }

    @Override
    public int executeUpdate(String text, int number) throws SQLException {
        return delegate.executeUpdate(text, number);
    }

    @Override
    public int executeUpdate(String text) throws SQLException {
        return delegate.executeUpdate(text);
    }

    @Override
    public boolean execute(String text, int[] numbers) throws SQLException {
        return delegate.execute(text, numbers);
    }

    @Override
    public boolean execute(String text, String[] names) throws SQLException {
        return delegate.execute(text, names);
    }

    @Override
    public boolean execute(String text, int number) throws SQLException {
        return delegate.execute(text, number);
    }

    @Override
    public boolean execute(String text) throws SQLException {
        return delegate.execute(text);
    }

    @Override
    public int getFetchDirection() throws SQLException {
        return delegate.getFetchDirection();
    }

    @Override
    public int getFetchSize() throws SQLException {
        return delegate.getFetchSize();
    }

    @Override
    public ResultSet getGeneratedKeys() throws SQLException {
        return delegate.getGeneratedKeys();
    }

    @Override
    public long getLargeMaxRows() throws SQLException {
        return delegate.getLargeMaxRows();
    }

    @Override
    public long getLargeUpdateCount() throws SQLException {
        return delegate.getLargeUpdateCount();
    }

    @Override
    public int getMaxFieldSize() throws SQLException {
        return delegate.getMaxFieldSize();
    }

    @Override
    public int getMaxRows() throws SQLException {
        return delegate.getMaxRows();
    }

    @Override
    public boolean getMoreResults() throws SQLException {
        return delegate.getMoreResults();
    }

    @Override
    public boolean getMoreResults(int number) throws SQLException {
        return delegate.getMoreResults(number);
    }

    @Override
    public int getQueryTimeout() throws SQLException {
        return delegate.getQueryTimeout();
    }

    @Override
    public int getResultSetConcurrency() throws SQLException {
        return delegate.getResultSetConcurrency();
    }

    @Override
    public int getResultSetHoldability() throws SQLException {
        return delegate.getResultSetHoldability();
    }

    @Override
    public int getResultSetType() throws SQLException {
        return delegate.getResultSetType();
    }

    @Override
    public ResultSet getResultSet() throws SQLException {
        return delegate.getResultSet();
    }

    @Override
    public int getUpdateCount() throws SQLException {
        return delegate.getUpdateCount();
    }

    @Override
    public SQLWarning getWarnings() throws SQLException {
        return delegate.getWarnings();
    }

    @Override
    public boolean isCloseOnCompletion() throws SQLException {
        return delegate.isCloseOnCompletion();
    }

    @Override
    public boolean isClosed() throws SQLException {
        return delegate.isClosed();
    }

    @Override
    public boolean isPoolable() throws SQLException {
        return delegate.isPoolable();
    }

    @Override
    public boolean isSimpleIdentifier(String text) throws SQLException {
        return delegate.isSimpleIdentifier(text);
    }

    @Override
    public void setCursorName(String text) throws SQLException {
        delegate.setCursorName(text);
    }

    @Override
    public void setEscapeProcessing(boolean flag) throws SQLException {
        delegate.setEscapeProcessing(flag);
    }

    @Override
    public void setFetchDirection(int number) throws SQLException {
        delegate.setFetchDirection(number);
    }

    @Override
    public void setFetchSize(int number) throws SQLException {
        delegate.setFetchSize(number);
    }

    @Override
    public void setLargeMaxRows(long size) throws SQLException {
        delegate.setLargeMaxRows(size);
    }

    @Override
    public void setMaxFieldSize(int number) throws SQLException {
        delegate.setMaxFieldSize(number);
    }

    @Override
    public void setMaxRows(int number) throws SQLException {
        delegate.setMaxRows(number);
    }

    @Override
    public void setPoolable(boolean flag) throws SQLException {
        delegate.setPoolable(flag);
    }

    @Override
    public void setQueryTimeout(int number) throws SQLException {
        delegate.setQueryTimeout(number);
    }

    @Override
    public boolean getAdaptiveFetch() {
        return extension.getAdaptiveFetch();
    }

    @Override
    public void setAdaptiveFetch(boolean adaptiveFetch) {
        extension.setAdaptiveFetch(adaptiveFetch);
    }

    @Override
    public long getLastOID() throws SQLException {
        return extension.getLastOID();
    }

    @Override
    public int getPrepareThreshold() {
        return extension.getPrepareThreshold();
    }

    @Override
    public void setPrepareThreshold(int threshold) throws SQLException {
        extension.setPrepareThreshold(threshold);
    }

    @Override
    public boolean isUseServerPrepare() {
        return extension.isUseServerPrepare();
    }

    @Override
    @Deprecated
    public void setUseServerPrepare(boolean flag) throws SQLException {
        extension.setUseServerPrepare(flag);
    }
}
