package dev.scanctl.coordinator.filter;

/**
 * A key and its value, which is kept as typed beside what it stands for.
 *
 * @param value as typed, names in quotes where they need it
 */
public record Term(Key key, String value, Meaning meaning) {
    boolean accepts(Row row) {
        return meaning.accepts(row);
    }

    @Override
    public String toString() {
        return key.word() + ":" + value;
    }
}
