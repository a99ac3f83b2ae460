package dev.sangam.files.trace;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sangam.core.InputException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is wrong with a trace is said in one sentence, with its place. */
class BadTraceTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "0.1,-3,5|num_prefill_tokens is -3; it must be >= 1",
                "0.1,0,5|num_prefill_tokens is 0; it must be >= 1",
                "0.1,3,0|num_decode_tokens is 0; it must be >= 1",
                "0.1,3.5,5|num_prefill_tokens is 3.5; it must be a whole number between 1 and 67108864",
                "0.1,NaN,5|num_prefill_tokens is 'NaN'; it must be a whole number between 1 and 67108864",
                "0.1,99999999999,5|num_prefill_tokens is 99999999999; it must be <= 67108864",
                "0.1,9999999999999999999,5|num_prefill_tokens is 9999999999999999999; it must be <= 67108864",
                "NaN,3,5|arrived_at is 'NaN'; it must be a number >= 0",
                "Infinity,3,5|arrived_at is 'Infinity'; it must be a number >= 0",
                "-0.1,3,5|arrived_at is -0.1; it must be >= 0",
                "1e99,3,5|arrived_at is 1e99; it must be a time within 200 years",
                "1e999999999,3,5|arrived_at is '1e999999999'; it must be a number >= 0",
                ",3,5|arrived_at is ''; it must be a number >= 0",
                "0.01,3,5|arrived_at is 0.01; it must not be earlier than in the row before",
                "0.1,3|has 2 fields; it must have 3, as the header",
                "0.1,3,5,7|has 4 fields; it must have 3, as the header",
            })
    void aBadRowOfACsvIsNamed(String row, String problem) {
        fails(
                "trace.csv",
                "arrived_at,num_prefill_tokens,num_decode_tokens\n0.05,1,1\n" + row + "\n",
                "trace.csv:3: " + problem);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{`timestamp`: -1, `input_length`: 3, `output_length`: 4}|timestamp is -1; it must be >= 0",
                "{`timestamp`: 1, `input_length`: 3}|output_length is missing; it must be a number",
                "{`timestamp`: 1, `input_length`: [3], `output_length`: 4}|input_length is missing; it must be a"
                        + " number",
                "{`timestamp`: 1, `input_length`: 3, `output_length`: 4, `hash_ids`: [0, 1]}|hash_ids has 2 ids; it"
                        + " must have at most one for every 512 of the 3 tokens of input_length",
                "{`timestamp`: 1, `input_length`: 3, `output_length`: 4, `hash_ids`: 5}|hash_ids must be a list of"
                        + " whole numbers",
                "{`timestamp`: 1, `input_length`: 3, `output_length`: 4, `hash_ids`: [0.5]}|hash_ids holds 0.5; it"
                        + " must hold whole numbers",
                "{`timestamp`: 1, `input_length`: 3, `output_length`: 4, `hash_ids`: [[1]]}|hash_ids holds '['; it"
                        + " must hold whole numbers",
                "{`timestamp`: 1, `timestamp`: 1, `input_length`: 3, `output_length`: 4}|is not valid JSON",
                "{`timestamp`: 1, `input_length`: 3, `output_length`: 4|is not valid JSON",
                "{`timestamp`: 1, `input_length`: 3, `output_length`: 4} 5|has text after its JSON object; it must"
                        + " have one object a line",
                "[1]|must hold a JSON object",
            })
    void aBadLineOfJsonIsNamed(String line, String problem) {
        String text = "{\"timestamp\": 0, \"input_length\": 3, \"output_length\": 4}\n" + line.replace('`', '"') + "\n";
        fails("trace.jsonl", text, "trace.jsonl:2: " + problem);
    }

    @Test
    void aMissingColumnIsNamedWithTheFormatThatNeedsIt() {
        fails(
                "t.csv",
                "TIMESTAMP,ContextTokens\n",
                "t.csv:1: columns lack [GeneratedTokens], which the Azure CSV format must have");
        fails("t.csv", "a,b\n1,2\n", "t.csv:1: columns are 'a,b'; they must include those of one of [Sangam CSV");
        fails("t.csv", "a,a\n1,2\n", "t.csv:1: has the column 'a' twice");
        fails("t.jsonl", "{\"x\": 1}\n", "t.jsonl:1: keys are 'x'; they must include those of one of [Mooncake");
    }

    @Test
    void anEmptyTraceIsRefused() {
        fails("t.csv", "", "t.csv: is empty; it must hold a trace");
        fails("t.csv", "\n \n", "t.csv: is empty; it must hold a trace");
        fails(
                "t.csv",
                "num_prefill_tokens,num_decode_tokens\n",
                "t.csv: has no rows; it must have at least one request");
    }

    @Test
    void aBadTimestampIsNamed() {
        fails(
                "t.csv",
                "TIMESTAMP,ContextTokens,GeneratedTokens\n2023-02-30 00:00:00.0,1,1\n",
                "t.csv:2: TIMESTAMP is '2023-02-30 00:00:00.0'; it must be a time such as 2023-11-16 18:17:03.9799600");
    }

    @Test
    void labelsOfOurOwnFormatAreChecked() {
        String header = "arrival_ns,prompt_tokens,output_tokens,class,priority,tenant,blocks_per_key,block_keys\n";
        fails(
                "w.csv",
                header + "0,1,1,vip,0,t,,\n",
                "w.csv:2: class is 'vip'; it must be best-effort or one of [chat]");
        fails("w.csv", header + "0,1,1,chat,0, ,,\n", "w.csv:2: tenant is ' '; it must be a name");
        fails("w.csv", header + "0,1,1,chat,x,t,,\n", "w.csv:2: priority is 'x'; it must be a whole number");
        fails("w.csv", header + "0,1,1,chat,0,t,1,zz\n", "w.csv:2: block_keys is 'zz'; it must be hexadecimal");
        fails("w.csv", header + "0,1,1,chat,0,t,0,ab\n", "w.csv:2: blocks_per_key is 0; it must be >= 1");
    }

    @Test
    void tokenIdsMustBeAsManyAsThePromptIsLong() {
        fails(
                "w.jsonl",
                "{\"arrival_time_ns\": 1, \"input_toks\": 3, \"output_toks\": 4, \"input_tok_ids\": [1, 2]}",
                "w.jsonl:1: input_toks is 3; it must be 2, the number of input_tok_ids");
    }

    @Test
    void bytesThatAreNoTextAreRefused() {
        byte[] binary = new byte[5_000];
        Arrays.fill(binary, (byte) 0xfe);
        fails("t.bin", binary, "t.bin");
        byte[] zeros = new byte[5_000];
        fails("t.bin", zeros, "t.bin:1: columns are");
        byte[] late = "num_prefill_tokens,num_decode_tokens\n1,2\n3,\377".getBytes(StandardCharsets.ISO_8859_1);
        fails("t.csv", late, "is not UTF-8 text");
    }

    @Test
    void aTruncatedArchiveIsRefused() throws IOException {
        ByteArrayOutputStream zipped = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(zipped)) {
            out.write("num_prefill_tokens,num_decode_tokens\n1,2\n".repeat(50).getBytes(StandardCharsets.UTF_8));
        }
        fails("t.csv.gz", Arrays.copyOf(zipped.toByteArray(), 30), "t.csv.gz");
    }

    @Test
    void aLineWithoutEndDoesNotFillTheMemory() {
        fails("t.csv", "a".repeat((1 << 24) + 10), "t.csv: line 1 or after it cannot be read");
        fails("t.jsonl", "{" + " ".repeat((1 << 24) + 10), "t.jsonl:1: is longer than 16777216 characters");
    }

    @Test
    void aFileThatIsNotThereIsNamed() {
        assertThatExceptionOfType(InputException.class)
                .isThrownBy(() -> TraceReader.read(Path.of("no/such.csv"), Traces.LABEL, Map.of()))
                .withMessage("no/such.csv: cannot be read (no such file)");
    }

    private static void fails(String name, String text, String message) {
        fails(name, text.getBytes(StandardCharsets.UTF_8), message);
    }

    private static void fails(String name, byte[] bytes, String message) {
        assertThatExceptionOfType(InputException.class)
                .isThrownBy(() -> Traces.read(name, bytes))
                .withMessageContaining(message);
    }
}
