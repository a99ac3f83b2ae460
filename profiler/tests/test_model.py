import json
import unittest

from profiler import model as models
from profiler.errors import InputError
from profiler.tests.fakes import TINY, FolderTest

LLAMA_8B = {
    "architectures": ["LlamaForCausalLM"],
    "hidden_size": 4096,
    "intermediate_size": 14336,
    "max_position_embeddings": 131072,
    "num_attention_heads": 32,
    "num_hidden_layers": 32,
    "num_key_value_heads": 8,
    "vocab_size": 128256,
}


class ModelTest(FolderTest):
    def read(self, config, name=None):
        path = self.folder / "config.json"
        path.write_text(config if isinstance(config, str) else json.dumps(config), encoding="utf-8")
        return models.read(path, name)

    def refusal(self, config):
        with self.assertRaises(InputError) as refused:
            self.read(config)
        return str(refused.exception)

    def test_a_llama_config_is_read(self):
        model = self.read(LLAMA_8B, "meta-llama/Llama-3.1-8B")
        self.assertEqual((model.family, model.heads, model.kv_heads, model.head_dim), ("llama", 32, 8, 128))
        self.assertEqual((model.name, model.qk_norm, model.qkv_bias), ("meta-llama/Llama-3.1-8B", False, False))

    def test_a_model_is_named_after_its_folder(self):
        self.assertEqual(self.read(LLAMA_8B).name, self.folder.name)
        self.assertEqual(models.read(TINY).name, "tiny-llama")

    def test_families_differ_in_norms_and_biases(self):
        self.assertTrue(self.read({**LLAMA_8B, "architectures": ["Qwen2ForCausalLM"]}).qkv_bias)
        self.assertTrue(self.read({**LLAMA_8B, "architectures": ["Qwen3ForCausalLM"]}).qk_norm)
        gemma = {**LLAMA_8B, "architectures": ["GemmaForCausalLM"], "hidden_activation": "gelu_pytorch_tanh", "head_dim": 256}
        self.assertEqual(self.read(gemma).head_dim, 256)
        for architecture in ("MistralForCausalLM", "Phi3ForCausalLM"):
            self.assertEqual(self.read({**LLAMA_8B, "architectures": [architecture]}).heads, 32)

    def test_every_head_has_its_own_keys_where_nothing_is_said(self):
        config = dict(LLAMA_8B)
        del config["num_key_value_heads"]
        self.assertEqual(self.read(config).kv_heads, 32)

    def test_a_shard_has_its_share_of_every_width(self):
        shard = self.read(LLAMA_8B).shard(4)
        self.assertEqual((shard.heads, shard.kv_heads, shard.intermediate, shard.vocabulary), (8, 2, 3584, 32064))

    def test_key_value_heads_are_copied_when_there_are_more_gpus(self):
        self.assertEqual(self.read(LLAMA_8B).shard(16).kv_heads, 1)

    def test_heads_that_do_not_divide_are_refused_with_the_degrees_that_do(self):
        with self.assertRaises(InputError) as refused:
            self.read(LLAMA_8B, "llama").shard(3)
        self.assertEqual(
            str(refused.exception),
            "--tp 3: llama has 32 attention heads, which 3 GPUs cannot share evenly. Maybe one of [1, 2, 4, 8, 16, 32]",
        )

    def test_key_value_heads_that_neither_divide_nor_multiply_are_refused(self):
        model = self.read({**LLAMA_8B, "num_attention_heads": 24, "num_key_value_heads": 6, "hidden_size": 3072})
        with self.assertRaisesRegex(InputError, "6 key-value heads, which 4 GPUs can neither share evenly"):
            model.shard(4)

    def test_an_unknown_architecture_is_named(self):
        text = self.refusal({**LLAMA_8B, "architectures": ["MambaForCausalLM"]})
        self.assertIn("architectures is ['MambaForCausalLM'], which is not known here; it must be one of ['Gemma", text)

    def test_a_mixture_of_experts_is_refused_with_the_reason(self):
        text = self.refusal({**LLAMA_8B, "architectures": ["MixtralForCausalLM"], "model_type": "mixtral"})
        self.assertIn("experts are not measured yet", text)

    def test_missing_head_counts_are_named(self):
        config = dict(LLAMA_8B)
        del config["num_attention_heads"]
        self.assertIn("config.json: has no num_attention_heads; it must be a whole number >= 1", self.refusal(config))

    def test_widths_that_make_no_sense_are_refused(self):
        self.assertIn("hidden_size is 4097; without head_dim", self.refusal({**LLAMA_8B, "hidden_size": 4097}))
        self.assertIn("num_hidden_layers is '32'", self.refusal({**LLAMA_8B, "num_hidden_layers": "32"}))
        self.assertIn("vocab_size is True", self.refusal({**LLAMA_8B, "vocab_size": True}))
        self.assertIn("the first must be a multiple of the second", self.refusal({**LLAMA_8B, "num_key_value_heads": 5}))

    def test_files_that_are_no_config_are_refused(self):
        self.assertIn("is not valid JSON", self.refusal("{"))
        self.assertIn("must be a JSON object", self.refusal("[]"))
        with self.assertRaisesRegex(InputError, "cannot be read"):
            models.read(self.folder / "absent.json")


if __name__ == "__main__":
    unittest.main()
