package dev.palinode.engine.topo.store;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/** A record's JSON. Members that we do not know are passed over: a newer Palinode may have written them. */
final class TopoJson {
    private static final Gson GSON = new GsonBuilder().setPrettyPrinting().create();

    private final JsonObject object;

    TopoJson() {
        this(new JsonObject());
    }

    private TopoJson(JsonObject object) {
        this.object = object;
    }

    /**
     * Reads a record.
     *
     * @throws TopoFault if it is no JSON object
     */
    static TopoJson parse(String text) {
        try {
            JsonElement read = GSON.fromJson(text, JsonElement.class);
            if (read != null && read.isJsonObject()) {
                return new TopoJson(read.getAsJsonObject());
            }
        } catch (JsonParseException e) {
            throw new TopoFault(TopoFault.Kind.INVALID, "not JSON: " + e.getMessage(), e);
        }
        throw TopoFault.invalid("not a JSON object");
    }

    TopoJson with(String name, String value) {
        object.addProperty(name, value);
        return this;
    }

    TopoJson with(String name, long value) {
        object.addProperty(name, value);
        return this;
    }

    TopoJson with(String name, TopoJson value) {
        object.add(name, value.object);
        return this;
    }

    TopoJson with(String name, Map<String, String> values) {
        JsonObject inner = new JsonObject();
        new TreeMap<>(values).forEach(inner::addProperty);
        object.add(name, inner);
        return this;
    }

    Optional<String> text(String name) {
        JsonElement value = object.get(name);
        if (value == null || value.isJsonNull()) {
            return Optional.empty();
        }
        if (!value.isJsonPrimitive()) {
            throw TopoFault.invalid(name + " is not a text");
        }
        return Optional.of(value.getAsString());
    }

    String need(String name) {
        return text(name).orElseThrow(() -> TopoFault.invalid(name + " is missing"));
    }

    long number(String name) {
        try {
            return Long.parseLong(need(name));
        } catch (NumberFormatException e) {
            throw new TopoFault(TopoFault.Kind.INVALID, name + " is not a number", e);
        }
    }

    Optional<Instant> time(String name) {
        try {
            return text(name).map(Instant::parse);
        } catch (DateTimeException e) {
            throw new TopoFault(TopoFault.Kind.INVALID, name + " is not a time such as 2026-01-31T12:00:00Z", e);
        }
    }

    Optional<TopoJson> inner(String name) {
        JsonElement value = object.get(name);
        if (value == null || value.isJsonNull()) {
            return Optional.empty();
        }
        if (!value.isJsonObject()) {
            throw TopoFault.invalid(name + " is not an object");
        }
        return Optional.of(new TopoJson(value.getAsJsonObject()));
    }

    NavigableMap<String, String> texts() {
        NavigableMap<String, String> texts = new TreeMap<>();
        object.keySet().forEach(name -> texts.put(name, need(name)));
        return texts;
    }

    @Override
    public String toString() {
        return GSON.toJson(object);
    }
}
