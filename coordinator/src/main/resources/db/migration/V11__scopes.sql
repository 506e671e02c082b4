-- What operators may have scanned.
CREATE TABLE scope (
    name            VARCHAR(64) NOT NULL PRIMARY KEY,
    spec            BLOB NOT NULL,              -- scan.v1.ScopeSpec in canonical form
    granted_by      VARCHAR(200) NOT NULL,
    created_ms      BIGINT NOT NULL,
    expires_ms      BIGINT NOT NULL             -- 0: it does not
);
