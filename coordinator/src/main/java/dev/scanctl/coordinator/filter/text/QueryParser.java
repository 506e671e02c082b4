package dev.scanctl.coordinator.filter.text;

import dev.scanctl.coordinator.filter.Key;
import dev.scanctl.coordinator.filter.Query;
import dev.scanctl.coordinator.filter.Subject;
import dev.scanctl.coordinator.grammar.BadInput;
import dev.scanctl.program.Spelling;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Reads queries: {@code key:value} in any number, all of which must hold; {@code or}, {@code not} or a minus sign, and
 * parentheses; an address or prefix by itself; {@code @NAME} for a saved filter.
 */
public final class QueryParser {
    /** Longer than anybody types; saved filters are as long at most. */
    public static final int MAX_LENGTH = 10_000;

    private static final int MAX_DEPTH = 50;
    /** What a trie of saved filters that name each other may amount to. */
    private static final int MAX_TERMS = 2_000;

    private static final Pattern ADDRESS = Pattern.compile("[0-9.,*/-]*[.][0-9.,*/-]*|[0-9]+/[0-9]+|\\[?[0-9A-Fa-f.]*:[0-9A-Fa-f.:]*:.*");

    private final Vocabulary vocabulary;
    private final Subject subject;
    private final Values values;
    /** Saved filters that are being read, outermost first. */
    private final Set<String> within = new LinkedHashSet<>();
    private List<Token> tokens = List.of();
    private int next;
    private int depth;
    private int terms;

    private QueryParser(Vocabulary vocabulary, Subject subject) {
        this.vocabulary = vocabulary;
        this.subject = subject;
        this.values = new Values(vocabulary);
    }

    /** {@link BadInput} points at what is not understood. Blank text lets everything through. */
    public static Query parse(String text, Vocabulary vocabulary, Subject subject) {
        return new QueryParser(vocabulary, subject).whole(text);
    }

    private Query whole(String text) {
        if (text.length() > MAX_LENGTH) {
            throw new BadInput("the filter is longer than " + MAX_LENGTH + " characters");
        }
        tokens = Token.of(text);
        next = 0;
        if (tokens.isEmpty()) {
            return new Query.Every();
        }
        Query query = or();
        if (next < tokens.size()) {
            throw tokens.get(next).refuse("this parenthesis closes nothing");
        }
        return query;
    }

    private Query or() {
        List<Query> parts = new ArrayList<>();
        parts.add(and());
        while (peek("or")) {
            next++;
            parts.add(and());
        }
        return Query.or(parts);
    }

    private Query and() {
        List<Query> parts = new ArrayList<>();
        parts.add(one());
        while (next < tokens.size() && !peek("or") && !peek(")")) {
            if (peek("and")) {
                next++;
            }
            parts.add(one());
        }
        return Query.and(parts);
    }

    private boolean peek(String word) {
        return next < tokens.size() && tokens.get(next).is(word);
    }

    private Query one() {
        Token token = take();
        if (++depth > MAX_DEPTH) {
            throw token.refuse("it is nested more than " + MAX_DEPTH + " deep");
        }
        Query query = switch (token.text().toLowerCase(Locale.ROOT)) {
            case "not", "-" -> new Query.Not(one());
            case "(" -> group(token);
            case ")", "or", "and" -> throw token.refuse("something to look for is missing before this");
            default -> term(token);
        };
        depth--;
        return query;
    }

    private Token take() {
        if (next == tokens.size()) {
            Token last = tokens.getLast();
            throw new Token(last.whole(), last.end(), last.end()).refuse("something to look for is missing at the end");
        }
        return tokens.get(next++);
    }

    private Query group(Token open) {
        Query query = or();
        if (!peek(")")) {
            throw open.refuse("this parenthesis is not closed");
        }
        next++;
        return query;
    }

    private Query term(Token token) {
        if (++terms > MAX_TERMS) {
            throw token.refuse("it has more than " + MAX_TERMS + " parts");
        }
        if (token.text().startsWith("@")) {
            return saved(token);
        }
        if (ADDRESS.matcher(token.text()).matches()) {
            return new Query.Is(values.net(token));
        }
        int colon = token.indexOf(':');
        if (colon < 0) {
            throw token.refuse("'" + token.text() + "' is neither KEY:VALUE nor an address" + meant(token.text(), true));
        }
        Token word = token.part(0, colon);
        Key key = Key.of(word.text())
                .orElseThrow(() -> word.refuse("there is no key '" + word.text() + "'" + meant(word.text(), false)));
        if (!subject.has(key)) {
            throw word.refuse(key.word() + ": is nothing that " + subject.noun() + " have; their keys are "
                    + String.join(", ", subject.words()));
        }
        Token value = token.part(colon + 1, token.end() - token.start());
        if (value.unquoted().isEmpty()) {
            throw token.refuse(key.word() + ": wants a value, " + key.sentence());
        }
        return new Query.Is(values.of(key, value));
    }

    private String meant(String word, boolean bare) {
        Optional<String> near = Spelling.nearest(word, subject.words());
        String all = "; the keys are " + String.join(", ", subject.words());
        return near.map(key -> "; did you mean '" + key + ":'?").orElse(bare ? "" : all);
    }

    /** What stands in a saved filter is read as if it stood here in parentheses. */
    private Query saved(Token token) {
        String name = token.text().substring(1);
        String text = vocabulary.saved().get(name);
        if (text == null) {
            throw token.refuse("no filter is saved as '" + name + "'"
                    + Spelling.nearest(name, vocabulary.saved().keySet())
                            .map(near -> "; did you mean '@" + near + "'?")
                            .orElse(""));
        }
        if (!within.add(name)) {
            throw token.refuse("the saved filter '" + name + "' contains itself");
        }
        List<Token> outside = tokens;
        int at = next;
        Query query;
        try {
            query = whole(text);
        } catch (BadInput e) {
            throw BadInput.at("in the saved filter '" + name + "', " + e.sentence(), e.text(), e.position(), e.unresolved());
        }
        tokens = outside;
        next = at;
        within.remove(name);
        return query;
    }
}
