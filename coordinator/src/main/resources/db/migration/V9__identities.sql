-- Who takes part. Of secrets only hashes are kept.
CREATE TABLE operator_identity (
    name            VARCHAR(64) NOT NULL PRIMARY KEY,
    roles           VARCHAR(100) NOT NULL,      -- words with commas
    key_hash        VARBINARY(32) NOT NULL,     -- SHA-256 of the public key whose certificate counts
    created_ms      BIGINT NOT NULL,
    revoked_ms      BIGINT NOT NULL             -- 0: in force
);

CREATE TABLE api_token (
    id              VARCHAR(16) NOT NULL PRIMARY KEY,
    secret_hash     VARBINARY(32) NOT NULL,
    name            VARCHAR(64) NOT NULL,
    roles           VARCHAR(100) NOT NULL,
    created_ms      BIGINT NOT NULL,
    expires_ms      BIGINT NOT NULL,
    last_used_ms    BIGINT NOT NULL,            -- 0: never; at most a minute behind
    revoked_ms      BIGINT NOT NULL             -- 0: in force
);

-- One token makes one identity: the first key that it is used with.
CREATE TABLE join_token (
    id              VARCHAR(16) NOT NULL PRIMARY KEY,
    secret_hash     VARBINARY(32) NOT NULL,
    segment         VARCHAR(64) NOT NULL,
    space           VARCHAR(64) NOT NULL,
    name            VARCHAR(64) NOT NULL,       -- empty: as the agent says
    needs_approval  BOOLEAN NOT NULL,
    created_ms      BIGINT NOT NULL,
    expires_ms      BIGINT NOT NULL,
    agent_id        VARCHAR(64) NOT NULL        -- empty: not used yet
);

CREATE TABLE agent_identity (
    id              VARCHAR(64) NOT NULL PRIMARY KEY,
    name            VARCHAR(64) NOT NULL,
    segment         VARCHAR(64) NOT NULL,
    space           VARCHAR(64) NOT NULL,
    key_hash        VARBINARY(32) NOT NULL,
    standing        VARCHAR(10) NOT NULL,       -- pending, approved, drained, evicted, banned
    created_ms      BIGINT NOT NULL,
    expires_ms      BIGINT NOT NULL,            -- end of its newest certificate; 0: none yet
    authority       VARBINARY(32) NOT NULL      -- SHA-256 of the key of the authority that made it; empty: none yet
);
