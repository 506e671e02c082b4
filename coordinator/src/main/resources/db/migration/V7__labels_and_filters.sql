-- Names that operators gave to addresses. The ranges of a name are disjoint and do not touch.
CREATE TABLE label (
    name            VARCHAR(64) NOT NULL,
    first_address   VARBINARY(17) NOT NULL,
    last_address    VARBINARY(17) NOT NULL,
    PRIMARY KEY (name, first_address)
);

-- Filters that operators gave a name, in the words in which they were typed.
CREATE TABLE saved_filter (
    name            VARCHAR(64) NOT NULL PRIMARY KEY,
    expression      VARCHAR(10000) NOT NULL,
    changed_ms      BIGINT NOT NULL
);
