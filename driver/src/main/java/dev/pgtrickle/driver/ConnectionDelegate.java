package dev.pgtrickle.driver;

import java.sql.Array;
import java.sql.Blob;
import java.sql.CallableStatement;
import java.sql.Clob;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.NClob;
import java.sql.PreparedStatement;
import java.sql.SQLClientInfoException;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.SQLXML;
import java.sql.Savepoint;
import java.sql.ShardingKey;
import java.sql.Statement;
import java.sql.Struct;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.Executor;
import org.jspecify.annotations.NullUnmarked;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.postgresql.copy.CopyManager;
import org.postgresql.fastpath.Fastpath;
import org.postgresql.jdbc.AutoSave;
import org.postgresql.jdbc.PreferQueryMode;
import org.postgresql.largeobject.LargeObjectManager;
import org.postgresql.replication.PGReplicationConnection;
import org.postgresql.util.PGobject;

/**
 * Passes every call on to a connection of pgjdbc. Generated once, by reflection; what differs is in {@link PgTrickleConnection}.
 */
@NullUnmarked
@SuppressWarnings("deprecation")
abstract class ConnectionDelegate implements Connection, PGConnection {

    private final Connection delegate;
    private final PGConnection extension;

    /**
     * Passes calls on.
     *
     * @param delegate what is asked as a connection
     * @param extension the same, or what it wraps, as pgjdbc's connection
     */
    ConnectionDelegate(Connection delegate, PGConnection extension) {
        this.delegate = delegate;
        this.extension = extension;
    }

    @Override
    public void abort(Executor executor) throws SQLException {
        delegate.abort(executor);
    }

    @Override
    public void addDataType(String type, Class<? extends PGobject> klass) throws SQLException {
        extension.addDataType(type, klass);
    }

    @Override
    @Deprecated
    public void addDataType(String type, String className) {
        extension.addDataType(type, className);
    }

    @Override
    public void alterUserPassword(String user, char[] newPassword, String encryptionType) throws SQLException {
        extension.alterUserPassword(user, newPassword, encryptionType);
    }

    @Override
    public void beginRequest() throws SQLException {
        delegate.beginRequest();
    }

    @Override
    public void cancelQuery() throws SQLException {
        extension.cancelQuery();
    }

    @Override
    public void clearWarnings() throws SQLException {
        delegate.clearWarnings();
    }

    @Override
    public void close() throws SQLException {
        delegate.close();
    }

    @Override
    public void commit() throws SQLException {
        delegate.commit();
    }

    @Override
    public Array createArrayOf(String text, Object[] objects) throws SQLException {
        return delegate.createArrayOf(text, objects);
    }

    @Override
    public Array createArrayOf(String typeName, Object elements) throws SQLException {
        return extension.createArrayOf(typeName, elements);
    }

    @Override
    public Blob createBlob() throws SQLException {
        return delegate.createBlob();
    }

    @Override
    public Clob createClob() throws SQLException {
        return delegate.createClob();
    }

    @Override
    public NClob createNClob() throws SQLException {
        return delegate.createNClob();
    }

    @Override
    public SQLXML createSQLXML() throws SQLException {
        return delegate.createSQLXML();
    }

    @Override
    public Statement createStatement() throws SQLException {
        return delegate.createStatement();
    }

    @Override
    public Statement createStatement(int number1, int number2, int number3) throws SQLException {
        return delegate.createStatement(number1, number2, number3);
    }

    @Override
    public Statement createStatement(int number1, int number2) throws SQLException {
        return delegate.createStatement(number1, number2);
    }

    @Override
    public Struct createStruct(String text, Object[] objects) throws SQLException {
        return delegate.createStruct(text, objects);
    }

    @Override
    public void endRequest() throws SQLException {
        delegate.endRequest();
    }

    @Override
    public String escapeIdentifier(String identifier) throws SQLException {
        return extension.escapeIdentifier(identifier);
    }

    @Override
    public String escapeLiteral(String literal) throws SQLException {
        return extension.escapeLiteral(literal);
    }

    @Override
    public boolean getAdaptiveFetch() {
        return extension.getAdaptiveFetch();
    }

    @Override
    public boolean getAutoCommit() throws SQLException {
        return delegate.getAutoCommit();
    }

    @Override
    public AutoSave getAutosave() {
        return extension.getAutosave();
    }

    @Override
    public int getBackendPID() {
        return extension.getBackendPID();
    }

    @Override
    public String getCatalog() throws SQLException {
        return delegate.getCatalog();
    }

    @Override
    public Properties getClientInfo() throws SQLException {
        return delegate.getClientInfo();
    }

    @Override
    public String getClientInfo(String text) throws SQLException {
        return delegate.getClientInfo(text);
    }

    @Override
    public CopyManager getCopyAPI() throws SQLException {
        return extension.getCopyAPI();
    }

    @Override
    public int getDefaultFetchSize() {
        return extension.getDefaultFetchSize();
    }

    @Override
    public Fastpath getFastpathAPI() throws SQLException {
        return extension.getFastpathAPI();
    }

    @Override
    public int getHoldability() throws SQLException {
        return delegate.getHoldability();
    }

    @Override
    public LargeObjectManager getLargeObjectAPI() throws SQLException {
        return extension.getLargeObjectAPI();
    }

    @Override
    public DatabaseMetaData getMetaData() throws SQLException {
        return delegate.getMetaData();
    }

    @Override
    public int getNetworkTimeout() throws SQLException {
        return delegate.getNetworkTimeout();
    }

    @Override
    public PGNotification[] getNotifications() throws SQLException {
        return extension.getNotifications();
    }

    @Override
    public PGNotification[] getNotifications(int timeoutMillis) throws SQLException {
        return extension.getNotifications(timeoutMillis);
    }

    @Override
    public String getParameterStatus(String parameterName) {
        return extension.getParameterStatus(parameterName);
    }

    @Override
    public Map<String, String> getParameterStatuses() {
        return extension.getParameterStatuses();
    }

    @Override
    public PreferQueryMode getPreferQueryMode() {
        return extension.getPreferQueryMode();
    }

    @Override
    public int getPrepareThreshold() {
        return extension.getPrepareThreshold();
    }

    @Override
    public int getQueryTimeout() {
        return extension.getQueryTimeout();
    }

    @Override
    public PGReplicationConnection getReplicationAPI() {
        return extension.getReplicationAPI();
    }

    @Override
    public String getSchema() throws SQLException {
        return delegate.getSchema();
    }

    @Override
    public int getTransactionIsolation() throws SQLException {
        return delegate.getTransactionIsolation();
    }

    @Override
    public Map<String, Class<?>> getTypeMap() throws SQLException {
        return delegate.getTypeMap();
    }

    @Override
    public SQLWarning getWarnings() throws SQLException {
        return delegate.getWarnings();
    }

    @Override
    public boolean isClosed() throws SQLException {
        return delegate.isClosed();
    }

    @Override
    public boolean isReadOnly() throws SQLException {
        return delegate.isReadOnly();
    }

    @Override
    public boolean isValid(int number) throws SQLException {
        return delegate.isValid(number);
    }

    @Override
    public String nativeSQL(String text) throws SQLException {
        return delegate.nativeSQL(text);
    }

    @Override
    public CallableStatement prepareCall(String text, int number2, int number3, int number4) throws SQLException {
        return delegate.prepareCall(text, number2, number3, number4);
    }

    @Override
    public CallableStatement prepareCall(String text, int number2, int number3) throws SQLException {
        return delegate.prepareCall(text, number2, number3);
    }

    @Override
    public CallableStatement prepareCall(String text) throws SQLException {
        return delegate.prepareCall(text);
    }

    @Override
    public PreparedStatement prepareStatement(String text, int[] numbers) throws SQLException {
        return delegate.prepareStatement(text, numbers);
    }

    @Override
    public PreparedStatement prepareStatement(String text, String[] names) throws SQLException {
        return delegate.prepareStatement(text, names);
    }

    @Override
    public PreparedStatement prepareStatement(String text, int number2, int number3, int number4) throws SQLException {
        return delegate.prepareStatement(text, number2, number3, number4);
    }

    @Override
    public PreparedStatement prepareStatement(String text, int number2, int number3) throws SQLException {
        return delegate.prepareStatement(text, number2, number3);
    }

    @Override
    public PreparedStatement prepareStatement(String text, int number) throws SQLException {
        return delegate.prepareStatement(text, number);
    }

    @Override
    public PreparedStatement prepareStatement(String text) throws SQLException {
        return delegate.prepareStatement(text);
    }

    @Override
    public void releaseSavepoint(Savepoint savepoint) throws SQLException {
        delegate.releaseSavepoint(savepoint);
    }

    @Override
    public void rollback() throws SQLException {
        delegate.rollback();
    }

    @Override
    public void rollback(Savepoint savepoint) throws SQLException {
        delegate.rollback(savepoint);
    }

    @Override
    public void setAdaptiveFetch(boolean adaptiveFetch) {
        extension.setAdaptiveFetch(adaptiveFetch);
    }

    @Override
    public void setAutoCommit(boolean flag) throws SQLException {
        delegate.setAutoCommit(flag);
    }

    @Override
    public void setAutosave(AutoSave autoSave) {
        extension.setAutosave(autoSave);
    }

    @Override
    public void setCatalog(String text) throws SQLException {
        delegate.setCatalog(text);
    }

    @Override
    public void setClientInfo(String text1, String text2) throws SQLClientInfoException {
        delegate.setClientInfo(text1, text2);
    }

    @Override
    public void setClientInfo(Properties properties) throws SQLClientInfoException {
        delegate.setClientInfo(properties);
    }

    @Override
    public void setDefaultFetchSize(int fetchSize) throws SQLException {
        extension.setDefaultFetchSize(fetchSize);
    }

    @Override
    public void setHoldability(int number) throws SQLException {
        delegate.setHoldability(number);
    }

    @Override
    public void setNetworkTimeout(Executor executor, int number) throws SQLException {
        delegate.setNetworkTimeout(executor, number);
    }

    @Override
    public void setPrepareThreshold(int threshold) {
        extension.setPrepareThreshold(threshold);
    }

    @Override
    public void setQueryTimeout(int seconds) throws SQLException {
        extension.setQueryTimeout(seconds);
    }

    @Override
    public void setReadOnly(boolean flag) throws SQLException {
        delegate.setReadOnly(flag);
    }

    @Override
    public Savepoint setSavepoint() throws SQLException {
        return delegate.setSavepoint();
    }

    @Override
    public Savepoint setSavepoint(String text) throws SQLException {
        return delegate.setSavepoint(text);
    }

    @Override
    public void setSchema(String text) throws SQLException {
        delegate.setSchema(text);
    }

    @Override
    public boolean setShardingKeyIfValid(ShardingKey shardingKey, int number) throws SQLException {
        return delegate.setShardingKeyIfValid(shardingKey, number);
    }

    @Override
    public boolean setShardingKeyIfValid(ShardingKey shardingKey1, ShardingKey shardingKey2, int number)
            throws SQLException {
        return delegate.setShardingKeyIfValid(shardingKey1, shardingKey2, number);
    }

    @Override
    public void setShardingKey(ShardingKey shardingKey1, ShardingKey shardingKey2) throws SQLException {
        delegate.setShardingKey(shardingKey1, shardingKey2);
    }

    @Override
    public void setShardingKey(ShardingKey shardingKey) throws SQLException {
        delegate.setShardingKey(shardingKey);
    }

    @Override
    public void setTransactionIsolation(int number) throws SQLException {
        delegate.setTransactionIsolation(number);
    }

    @Override
    public void setTypeMap(Map<String, Class<?>> value) throws SQLException {
        delegate.setTypeMap(value);
    }
}
