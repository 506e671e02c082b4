package dev.scanctl.coordinator.filter;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** A query as it was understood. {@code toString} is a text that is understood the same. */
public sealed interface Query {

    /** Lets everything through. */
    record Every() implements Query {
        @Override
        public String toString() {
            return "";
        }
    }

    /** @param parts at least two, none of them an And */
    record And(List<Query> parts) implements Query {
        @Override
        public String toString() {
            return parts.stream()
                    .map(part -> part instanceof Or ? "(" + part + ")" : part.toString())
                    .collect(Collectors.joining(" "));
        }
    }

    /** @param parts at least two, none of them an Or */
    record Or(List<Query> parts) implements Query {
        @Override
        public String toString() {
            return parts.stream().map(Query::toString).collect(Collectors.joining(" or "));
        }
    }

    record Not(Query part) implements Query {
        @Override
        public String toString() {
            return part instanceof Is ? "not " + part : "not (" + part + ")";
        }
    }

    /** One key with its value. */
    record Is(Term term) implements Query {
        @Override
        public String toString() {
            return term.toString();
        }
    }

    static Query and(List<Query> parts) {
        List<Query> flat = new ArrayList<>();
        for (Query part : parts) {
            switch (part) {
                case Every _ -> {}
                case And and -> flat.addAll(and.parts);
                case Or _, Not _, Is _ -> flat.add(part);
            }
        }
        return flat.isEmpty() ? new Every() : flat.size() == 1 ? flat.getFirst() : new And(List.copyOf(flat));
    }

    /** @param parts at least one */
    static Query or(List<Query> parts) {
        List<Query> flat = new ArrayList<>();
        for (Query part : parts) {
            switch (part) {
                case Every every -> {
                    return every;
                }
                case Or or -> flat.addAll(or.parts);
                case And _, Not _, Is _ -> flat.add(part);
            }
        }
        return flat.size() == 1 ? flat.getFirst() : new Or(List.copyOf(flat));
    }

    /** Whether a key stands anywhere in it. */
    default boolean mentions(Key key) {
        return switch (this) {
            case Every _ -> false;
            case And and -> and.parts.stream().anyMatch(part -> part.mentions(key));
            case Or or -> or.parts.stream().anyMatch(part -> part.mentions(key));
            case Not not -> not.part.mentions(key);
            case Is is -> is.term.key() == key;
        };
    }

    /** Whether a row is let through. */
    default boolean accepts(Row row) {
        return accepts(term -> term.accepts(row));
    }

    /** Whether it holds for something that fulfils some terms. */
    default boolean accepts(Predicate<Term> fulfils) {
        return switch (this) {
            case Every _ -> true;
            case And and -> and.parts.stream().allMatch(part -> part.accepts(fulfils));
            case Or or -> or.parts.stream().anyMatch(part -> part.accepts(fulfils));
            case Not not -> !not.part.accepts(fulfils);
            case Is is -> fulfils.test(is.term);
        };
    }
}
