package dev.sangam.serve.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sangam.core.InputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class JsonSchemaGrammarTest {
    /** Schemas, texts that fit them, and texts that do not; ; stands between texts and ~ for a newline. */
    @ParameterizedTest
    @CsvSource(delimiter = '¦', quoteCharacter = '`', ignoreLeadingAndTrailingWhitespace = true, textBlock = """
            true ¦ 1; "a"; null; [1,{"a":[]}]; {"a": {"b": true}} ¦ ; 01; [1,]; {"a"}; nul
            {"type":"object"} ¦ {}; { "a": 1 }; {"a":1, "b":[]}; {~ "a": 1~} ¦ []; 1; {"a":1,}; {"a":1 "b":2}
            {"type":"array"} ¦ []; [1, "a", null]; [ [] ] ¦ {}; [1 2]; [,]
            {"type":"string"} ¦ ""; "a\\n\\u00e9\\"é😀"; "\\/" ¦ a; "a; "\\x"; "\\ud83d"
            {"type":"integer"} ¦ 0; -5; 123456789012345678 ¦ 01; 1.0; 1e3; 1234567890123456789; +1; --1
            {"type":"number"} ¦ 0; -1.5; 1e10; 2.5E-3; 0.1 ¦ .5; 1.; 1e; 0x1
            {"type":"boolean"} ¦ true; false ¦ TRUE; 1; null
            {"type":"null"} ¦ null ¦ 0; ""; Null
            {"type":["string","null"]} ¦ "a"; null ¦ 1; true
            {"type":["integer","number"]} ¦ 1; 1.5 ¦ "1"
            {"enum":["a",1,null,{"k":[true]}]} ¦ "a"; 1; null; {"k":[true]} ¦ "b"; 1.0; {"k":[]}; {}
            {"const":"a\\"b"} ¦ "a\\"b" ¦ "a"; "ab"
            {"type":"string","enum":["a",1]} ¦ "a" ¦ 1
            {"type":"object","properties":{"a":{"type":"integer"},"b":{"type":"null"}},"required":["a","b"],"additionalProperties":false} ¦ {"a":1,"b":null}; { "a": 1, "b": null } ¦ {"b":null,"a":1}; {"a":1}; {}; {"a":1,"b":null,"c":1}; {"a":1,"b":null,}
            {"properties":{"a":{"type":"integer"},"b":{"type":"null"},"c":{"const":1}},"required":["b"]} ¦ {"b":null}; {"a":1,"b":null}; {"b":null,"c":1}; {"a":0,"b":null,"c":1} ¦ {}; {"a":1}; {"a":1,"c":1}; {"b":null,"a":1}; {"b":null,"d":1}; {,"b":null}
            {"properties":{"a":true,"b":true}} ¦ {}; {"a":1}; {"b":1}; {"a":1,"b":2} ¦ {"b":1,"a":1}; {"c":1}
            {"properties":{"ab":true,"ac":true,"a\\"":true},"additionalProperties":{"type":"integer"}} ¦ {"a":1}; {"b":1}; {"ab":"x","abc":1}; {"ad":1,"":2}; {"ab":null,"ac":null,"a\\"":null,"z":1} ¦ {"a":"x"}; {"z":1,"ab":1}; {"\\u0061b":1}; {"ab":1,"ab":2}; {"x":1,"a\\"":2}
            {"additionalProperties":{"type":"string"}} ¦ {}; {"a":"b"}; {"a":"b","c":"d"} ¦ {"a":1}
            {"properties":{"a":true},"required":["z"],"additionalProperties":{"type":"integer"}} ¦ {"z":1}; {"a":"x","z":1,"q":2} ¦ {}; {"z":"x"}; {"a":1}
            {"type":"object","additionalProperties":false} ¦ {}; { } ¦ {"a":1}
            {"properties":{"a":false,"b":true}} ¦ {}; {"b":1} ¦ {"a":1}
            {"items":{"type":"integer"},"minItems":1,"maxItems":3} ¦ [1]; [1,2]; [1, 2, 3] ¦ []; [1,2,3,4]; ["a"]; [1,]
            {"items":{"type":"integer"},"minItems":2} ¦ [1,2]; [1,2,3,4,5] ¦ []; [1]
            {"items":{"type":"null"},"maxItems":0} ¦ []; [ ] ¦ [null]
            {"type":"array","maxItems":1} ¦ []; [{}] ¦ [1,2]
            {"prefixItems":[{"type":"integer"},{"type":"string"}],"items":false} ¦ []; [1]; [1,"a"] ¦ ["a"]; [1,"a",2]; [1,2]
            {"prefixItems":[{"type":"integer"},{"type":"string"}],"minItems":2,"items":{"type":"null"}} ¦ [1,"a"]; [1,"a",null,null] ¦ [1]; [1,"a",1]
            {"prefixItems":[{"type":"integer"}],"minItems":3} ¦ [1,"x",{}] ¦ [1,2]; ["x",1,2]; [1,2,3,4,5,"x"
            {"prefixItems":[{"const":1},{"const":2},{"const":3}],"minItems":1,"maxItems":2} ¦ [1]; [1,2] ¦ []; [1,2,3]; [2]
            {"type":"string","minLength":2,"maxLength":3} ¦ "ab"; "abc"; "\\u00e9😀"; "\\n\\n" ¦ ""; "a"; "abcd"; "\\n"
            {"type":"string","minLength":1} ¦ "a"; "abcdef" ¦ ""
            {"type":"string","maxLength":0} ¦ "" ¦ "a"
            {"type":"string","pattern":"^[a-c]+\\\\d?$"} ¦ "a"; "abc1" ¦ ""; "1"; "abcd"; "a11"
            {"type":"string","pattern":"b"} ¦ "b"; "abc"; "\\"b" ¦ ""; "a"
            {"type":"string","pattern":"^a|b$"} ¦ "a"; "ab"; "axx"; "xxb" ¦ "x"; "ba"
            {"type":"string","pattern":"^(ab|c){2,3}x*?(?:y)(?<n>z)$"} ¦ "ababyz"; "cccxxyz"; "cabyz" ¦ "abyz"; "ccccyz"
            {"type":"string","pattern":"^[^a\\"]\\\\.$"} ¦ "b."; "é."; "\\n."; "\\u001f." ¦ "a."; "\\"."; "bb"
            {"type":"string","pattern":"^.\\\\s\\\\w\\\\\\\\$"} ¦ "a b\\\\"; "\\"\\tb\\\\" ¦ "\\n b\\\\"; "a b"
            {"type":"string","pattern":""} ¦ ""; "anything\\n" ¦ 1
            {"type":"string","format":"date"} ¦ "2024-02-29"; "1999-12-31"; "2000-02-29" ¦ "2023-02-29"; "1900-02-29"; "2024-13-01"; "2024-04-31"; "2024-1-1"
            {"type":"string","format":"date-time"} ¦ "2024-02-29T23:59:59Z"; "2024-01-01T00:00:00.123+05:30" ¦ "2024-01-01"; "2024-01-01T24:00:00Z"; "2024-01-01T00:00:00"
            {"type":"string","format":"time"} ¦ "12:30:00Z"; "00:00:00.5-01:00" ¦ "12:30"; "25:00:00Z"
            {"type":"string","format":"uuid"} ¦ "123e4567-e89b-12d3-a456-426614174000" ¦ "123e4567e89b12d3a456426614174000"
            {"type":"string","format":"ipv4"} ¦ "0.0.0.0"; "255.255.255.255"; "10.1.99.7" ¦ "256.0.0.0"; "1.2.3"; "01.2.3.4"
            {"type":"integer","minimum":-3,"maximum":12} ¦ -3; -1; 0; 9; 10; 12 ¦ -4; 13; 20; 100; -10; 00
            {"type":"integer","minimum":100} ¦ 100; 999; 1000; 123456 ¦ 99; 0; -100; 0100
            {"type":"integer","maximum":-17} ¦ -17; -18; -99; -100 ¦ -16; -1; 0; 17
            {"type":"integer","exclusiveMinimum":0,"exclusiveMaximum":3} ¦ 1; 2 ¦ 0; 3; -1
            {"type":"integer","minimum":0.5,"maximum":2.5} ¦ 1; 2 ¦ 0; 3
            {"type":"integer","minimum":5,"maximum":5} ¦ 5 ¦ 4; 6; 55
            {"type":"number","minimum":0.25,"maximum":12.5} ¦ 0.25; 0.3; 1; 9.99; 12; 12.5; 12.50; 0.250 ¦ 0.2; 0; 12.51; 13; -1; 0.24999; 1e1
            {"type":"number","exclusiveMinimum":0,"maximum":1} ¦ 0.001; 1; 1.0; 0.5; 1.00 ¦ 0; 0.0; 1.1; -0.5; 0.000
            {"type":"number","minimum":-1.5,"exclusiveMaximum":2} ¦ -1.5; -1.49; -0.1; 0; 1.9999; 1; -1 ¦ -1.51; 2; 2.0; -2
            {"type":"number","maximum":-0.5} ¦ -0.5; -0.6; -1; -77.25 ¦ -0.4; 0; 1; -0.49
            {"type":"number","exclusiveMinimum":1.5,"exclusiveMaximum":1.6} ¦ 1.51; 1.5999; 1.50001 ¦ 1.5; 1.6; 1.50; 1.60; 1
            {"type":"number","minimum":3} ¦ 3; 3.0; 4.75; 1000 ¦ 2.9; -3; 0
            {"anyOf":[{"type":"string"},{"type":"integer","minimum":1}]} ¦ "a"; 1 ¦ 0; null
            {"type":"object","properties":{"a":true,"b":true},"anyOf":[{"required":["a"]},{"required":["b"]}]} ¦ {"a":1}; {"b":1}; {"a":1,"b":1} ¦ {}
            {"oneOf":[{"type":"string"},{"type":"null"}]} ¦ "a"; null ¦ 1
            {"oneOf":[{"properties":{"k":{"const":"a"},"v":{"type":"integer"}},"required":["k","v"],"type":"object"},{"type":"object","properties":{"k":{"const":"b"}},"required":["k"]}]} ¦ {"k":"a","v":1}; {"k":"b"} ¦ {"k":"a"}; {"k":"b","v":1}
            {"allOf":[{"properties":{"a":{"type":"integer"}},"required":["a"]},{"properties":{"b":{"type":"null"},"a":{"minimum":3,"type":"number"}}}]} ¦ {"a":3}; {"a":4,"b":null} ¦ {}; {"a":2}; {"a":3.5}
            {"$ref":"#/$defs/a","$defs":{"a":{"type":"null"}}} ¦ null ¦ 1
            {"$defs":{"n":{"type":"object","properties":{"v":{"type":"integer"},"next":{"anyOf":[{"$ref":"#/$defs/n"},{"type":"null"}]}},"required":["v","next"]}},"$ref":"#/$defs/n"} ¦ {"v":1,"next":null}; {"v":1,"next":{"v":2,"next":null}} ¦ {"v":1}; {"v":1,"next":{"v":2}}
            {"type":"array","items":{"$ref":"#"}} ¦ []; [[],[[]]] ¦ [1]
            {"$ref":"#/$defs/a~1b%20c","$defs":{"a/b c":{"const":7}}} ¦ 7 ¦ 8
            {"$ref":"#/$defs/a","description":"x","$defs":{"a":{"title":"y","$comment":"z","type":"boolean","default":1}}} ¦ true ¦ 1
            {"$ref":"#/$defs/a","maxLength":2,"$defs":{"a":{"type":"string","minLength":1}}} ¦ "a"; "ab" ¦ ""; "abc"
            """)
    void textsOfTheGrammarAreThoseThatFit(String schema, String fit, String other) {
        String gbnf = JsonSchemaGrammar.of(schema);
        GbnfTexts grammar = new GbnfTexts(gbnf);
        for (String text : fit.split("; ", -1)) {
            assertThat(grammar.contains(text.strip().replace('~', '\n')))
                    .as("%s must fit %s", text, gbnf)
                    .isTrue();
        }
        for (String text : other.split("; ", -1)) {
            assertThat(grammar.contains(text.strip()))
                    .as("%s must not fit %s", text, gbnf)
                    .isFalse();
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"type":"object","properties":{"a/b":{"not":{}}}}             | schema at #/properties/a~1b: not is not supported. Maybe leave it out
            {"items":{"type":"integer","multipleOf":2}}                   | schema at #/items: multipleOf is not supported. Maybe leave it out
            {"anyOf":[{"patternProperties":{}}]}                          | schema at #/anyOf/0: patternProperties is not supported. Maybe leave it out
            {"type":"string","pattern":"(?=a)"}                           | schema at #: pattern '(?=a)' cannot be followed at character 2: look-ahead, look-behind and flags are not supported
            {"type":"string","pattern":"\\\\bword"}                       | schema at #: pattern '\\bword' cannot be followed at character 2: '\\b' is not supported
            {"type":"string","pattern":"(a$)"}                            | schema at #: pattern '(a$)' cannot be followed at character 2: '$' is supported at the end alone
            {"type":"string","pattern":"a{1,2000}"}                       | schema at #: pattern 'a{1,2000}' cannot be followed at character 8: a repetition must be of 0 to 1000 times
            {"type":"string","pattern":"[z-a]"}                           | schema at #: pattern '[z-a]' cannot be followed at character 4: a range of characters must go up
            {"type":"string","pattern":"(a"}                              | schema at #: pattern '(a' cannot be followed at character 2: a group has no end
            {"type":"string","format":"email"}                            | schema at #: format is "email", which is not supported. Maybe leave it out
            {"type":"string","format":"date","maxLength":3}               | schema at # has more than one of pattern, format and a length, which is not supported
            {"type":"string","minLength":3,"maxLength":2}                 | schema at #: minLength is 3, but maxLength is 2
            {"type":"string","maxLength":-1}                              | schema at #: maxLength is -1; it must be a whole number from 0 to 20000
            {"type":"text"}                                               | schema at #: type names "text"; types are array, boolean, integer, null, number, object, string
            {"type":7}                                                    | schema at #: type must be the name of a type, or a list of them
            {"type":"array","uniqueItems":true}                           | schema at #: uniqueItems is not supported. Maybe leave it out
            {"type":"array","items":[true]}                               | schema at #: items is a list. Maybe use prefixItems
            {"type":"array","items":false,"minItems":1}                   | schema at #: minItems is 1, but only 0 items are allowed
            {"type":"array","minItems":2,"maxItems":1}                    | schema at #: minItems is 2, but maxItems is 1
            {"properties":{"a":true},"required":["b"]}                    | schema at #: required names 'b', which is not among the properties
            {"properties":{"a":false},"required":["a"]}                   | schema at #/properties/a is false, and no value fits it
            {"properties":[]}                                             | schema at #: properties is a list; it must be an object
            {"properties":{"a":3}}                                        | schema at #/properties/a is '3'; it must be an object or a boolean
            {"required":"a"}                                              | schema at #: required must be a list of names
            {"oneOf":[{"type":"string"},{"maxLength":3}]}                 | schema at #: oneOf has choices 0 and 1, which may both fit. Maybe use anyOf
            {"oneOf":[{"type":"integer"},{"type":"number"}]}              | schema at #: oneOf has choices 0 and 1, which may both fit. Maybe use anyOf
            {"anyOf":[]}                                                  | schema at #: anyOf must be a list of at least one schema
            {"allOf":[{"type":"string"},{"type":"null"}]}                 | schema at # puts types together that have no value in common
            {"allOf":[{"pattern":"a"},{"pattern":"b"}]}                   | schema at # puts two different pattern together, which is not supported
            {"allOf":[{"additionalProperties":false},{"properties":{"a":true}}]} | schema at # puts property a together with an additionalProperties that does not know it
            {"$ref":"#/$defs/x"}                                          | schema at #: $ref is '#/$defs/x', and there is nothing
            {"$ref":"http://example.org/"}                                | schema at #: $ref is 'http://example.org/'; it must be # or start with #/
            {"$ref":"#"}                                                  | schema at # refers to itself, with no object or array in between
            {"$ref":"#/$defs/a","$defs":{"a":{"anyOf":[{"type":"null"},{"$ref":"#/$defs/b"}]},"b":{"anyOf":[{"$ref":"#/$defs/a"},{"type":"string"}]}}} | schema at #/$defs/a refers to itself, with no object or array in between
            {"allOf":[{"$ref":"#"}]}                                      | is nested deeper than 50
            {"enum":[]}                                                   | schema at # has no value that fits its const, enum and type
            {"type":"string","const":1}                                   | schema at # has no value that fits its const, enum and type
            {"enum":["a"],"maxLength":1}                                  | schema at #: maxLength stands beside const or enum, which is not supported. Maybe leave it out
            {"type":"integer","minimum":2,"maximum":1}                    | schema at # has no number between its bounds
            {"type":"number","exclusiveMinimum":1,"maximum":1}            | schema at # has no number between its bounds
            {"type":"number","minimum":"1"}                               | schema at #: minimum is a string; it must be a number
            {"type":"number","maximum":1e300}                             | it may have 30 digits at most
            {"type":"number","exclusiveMinimum":true}                     | schema at #: exclusiveMinimum is 'true'; it must be a number
            {"$anchor":"x"}                                               | schema at #: $anchor is not supported. Maybe leave it out
            false                                                         | schema at # is false, and no value fits it
            3                                                             | schema at # is '3'; it must be an object or a boolean
            {"type":"string",}                                            | the schema is not valid JSON
            {"a":1,"a":2}                                                 | the schema is not valid JSON
            {} {}                                                         | the schema is not valid JSON
            {"const":"\\ud800"}                                           | a string holds half a surrogate pair
            """)
    void whatCannotBeKeptIsRefusedByNameAndPlace(String schema, String problem) {
        assertThatThrownBy(() -> JsonSchemaGrammar.of(schema))
                .isInstanceOf(InputException.class)
                .hasMessageContaining(problem)
                .message()
                .hasLineCount(1);
    }

    @Test
    void aSchemaNestedOutrageouslyIsRefused() {
        for (String[] around : new String[][] {{"{\"items\":", "}"}, {"{\"anyOf\":[", "]}"}, {"{\"allOf\":[", "]}"}}) {
            String schema = around[0].repeat(5_000) + "true" + around[1].repeat(5_000);
            assertThatThrownBy(() -> JsonSchemaGrammar.of(schema)).isInstanceOf(InputException.class);
            String deep = around[0].repeat(200) + "true" + around[1].repeat(200);
            assertThatThrownBy(() -> JsonSchemaGrammar.of(deep))
                    .isInstanceOf(InputException.class)
                    .hasMessageContaining("deeper than 50");
        }
    }

    @Test
    void aSchemaOrGrammarThatIsTooLargeIsRefused() {
        assertThatThrownBy(() -> JsonSchemaGrammar.of(" ".repeat(200_000)))
                .isInstanceOf(InputException.class)
                .hasMessage("the schema has 200000 characters; it may have 131072 at most");
        String pattern = "{\"pattern\":\"" + "[^a].".repeat(20_000) + "\"}";
        assertThatThrownBy(() -> JsonSchemaGrammar.of(pattern))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("pattern has 100000 characters; it may have 1000 at most");
        StringBuilder properties = new StringBuilder("{\"additionalProperties\":true,\"properties\":{\"a\":true");
        for (int i = 0; i < 3_000; i++) {
            properties
                    .append(",\"")
                    .append(i * 7919 % 10_007)
                    .append("-property")
                    .append(i)
                    .append("\":true");
        }
        assertThatThrownBy(() -> JsonSchemaGrammar.of(properties.append("}}").toString()))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("the grammar has more than 200000 characters");
    }

    @Test
    void manyPropertiesFitBesideOthers() {
        StringBuilder properties = new StringBuilder("{\"additionalProperties\":true,\"properties\":{\"a\":true");
        for (int i = 0; i < 60; i++) {
            properties.append(",\"property of number ").append(i * 37).append("\":true");
        }
        GbnfTexts grammar =
                new GbnfTexts(JsonSchemaGrammar.of(properties.append("}}").toString()));
        assertThat(grammar.contains("{\"property of number 37\":1,\"property of number 38\":2}"))
                .isTrue();
        assertThat(grammar.contains("{\"property of number 38\":2,\"property of number 37\":1}"))
                .isFalse();
    }

    @Test
    void anyObjectIsOnlyAnObject() {
        GbnfTexts grammar = new GbnfTexts(JsonSchemaGrammar.JSON_OBJECT);
        assertThat(grammar.contains("{\"a\": [1, {}], \"b\": \"}\"}")).isTrue();
        assertThat(grammar.contains("[]")).isFalse();
        assertThat(grammar.contains("{}x")).isFalse();
    }
}
