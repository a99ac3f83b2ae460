package dev.sangam.serve.text;

/** Chat templates written for these tests in the manner of well-known model families. */
final class ChatTemplates {
    /** ChatML, with a system message of its own when there is none, as Qwen 2.5 and SmolLM do it. */
    static final String CHATML = """
            {%- if messages[0]['role'] == 'system' %}
                {{- '<|im_start|>system\\n' + messages[0]['content'] + '<|im_end|>\\n' }}
            {%- else %}
                {{- '<|im_start|>system\\nBe helpful.<|im_end|>\\n' }}
            {%- endif %}
            {%- for message in messages %}
                {%- if (message.role == "user") or (message.role == "system" and not loop.first) or (message.role == "assistant") %}
                    {{- '<|im_start|>' + message.role + '\\n' + message.content + '<|im_end|>' + '\\n' }}
                {%- endif %}
            {%- endfor %}
            {%- if add_generation_prompt %}
                {{- '<|im_start|>assistant\\n' }}
            {%- endif %}
            """;

    /** Headers, a date, the system message taken out of the list: Llama 3's manner. */
    static final String LLAMA = """
            {{- bos_token }}
            {%- if not date_string is defined %}
                {%- if strftime_now is defined %}
                    {%- set date_string = strftime_now("%d %b %Y") %}
                {%- else %}
                    {%- set date_string = "1 Jan 2024" %}
                {%- endif %}
            {%- endif %}
            {%- if not tools is defined %}
                {%- set tools = none %}
            {%- endif %}
            {#- The system message goes first. #}
            {%- if messages[0]['role'] == 'system' %}
                {%- set system_message = messages[0]['content'] | trim %}
                {%- set messages = messages[1:] %}
            {%- else %}
                {%- set system_message = "" %}
            {%- endif %}
            {{- "<|start_header_id|>system<|end_header_id|>\\n\\nToday: " + date_string + "\\n\\n" + system_message + "<|eot_id|>" }}
            {%- for message in messages %}
                {%- if not (message.role == 'ipython' or message.role == 'tool' or 'tool_calls' in message) %}
                    {{- '<|start_header_id|>' + message['role'] + '<|end_header_id|>\\n\\n' + message['content'] | trim + '<|eot_id|>' }}
                {%- endif %}
            {%- endfor %}
            {%- if add_generation_prompt %}
                {{- '<|start_header_id|>assistant<|end_header_id|>\\n\\n' }}
            {%- endif %}
            """;

    /** Strict turns, the system message joined to the last question: Mistral's manner. */
    static final String MISTRAL = """
            {%- if messages[0]["role"] == "system" %}
                {%- set system_message = messages[0]["content"] %}
                {%- set loop_messages = messages[1:] %}
            {%- else %}
                {%- set loop_messages = messages %}
            {%- endif %}
            {%- set ns = namespace(index=0) %}
            {%- for message in loop_messages %}
                {%- if (message["role"] == "user") != (ns.index % 2 == 0) %}
                    {{- raise_exception("After the system message, roles must alternate user and assistant") }}
                {%- endif %}
                {%- set ns.index = ns.index + 1 %}
            {%- endfor %}
            {{- bos_token }}
            {%- for message in loop_messages %}
                {%- if message["role"] == "user" %}
                    {%- if loop.last and system_message is defined %}
                        {{- "[INST] " + system_message + "\\n\\n" + message["content"] + "[/INST]" }}
                    {%- else %}
                        {{- "[INST] " + message["content"] + "[/INST]" }}
                    {%- endif %}
                {%- else %}
                    {{- " " + message["content"]|trim + eos_token }}
                {%- endif %}
            {%- endfor %}
            """;

    /** Another name for the assistant, no system message: Gemma's manner, on one line. */
    static final String GEMMA = "{{ bos_token }}{% if messages[0]['role'] == 'system' %}"
            + "{{ raise_exception('System role not supported') }}{% endif %}"
            + "{% for message in messages %}"
            + "{% if (message['role'] == 'user') != (loop.index0 % 2 == 0) %}"
            + "{{ raise_exception('Roles must alternate user/assistant/user/assistant/...') }}{% endif %}"
            + "{% if (message['role'] == 'assistant') %}{% set role = 'model' %}"
            + "{% else %}{% set role = message['role'] %}{% endif %}"
            + "{{ '<start_of_turn>' + role + '\\n' + message['content'] | trim + '<end_of_turn>\\n' }}{% endfor %}"
            + "{% if add_generation_prompt %}{{ '<start_of_turn>model\\n' }}{% endif %}";

    /** Thoughts are cut from earlier answers, the last question found from the end: Qwen 3's manner. */
    static final String THINKING = """
            {%- set ns = namespace(multi_step=true, last=messages|length - 1) %}
            {%- for message in messages[::-1] %}
                {%- set index = (messages|length - 1) - loop.index0 %}
                {%- if ns.multi_step and message.role == "user" and message.content is string
                        and not (message.content.startswith('<reply>') and message.content.endswith('</reply>')) %}
                    {%- set ns.multi_step = false %}
                    {%- set ns.last = index %}
                {%- endif %}
            {%- endfor %}
            {%- for message in messages %}
                {%- set content = message.content if message.content is string else '' %}
                {%- if message.role == "assistant" %}
                    {%- set thoughts = '' %}
                    {%- if message.reasoning is defined and message.reasoning is not none %}
                        {%- set thoughts = message.reasoning %}
                    {%- elif '</think>' in content %}
                        {%- set thoughts = content.split('</think>')[0].rstrip('\\n').split('<think>')[-1].lstrip('\\n') %}
                        {%- set content = content.split('</think>')[-1].lstrip('\\n') %}
                    {%- endif %}
                    {%- if loop.index0 > ns.last and (loop.last or thoughts) %}
                        {{- '<|im_start|>assistant\\n<think>\\n' + thoughts.strip('\\n') + '\\n</think>\\n\\n' + content.lstrip('\\n') }}
                    {%- else %}
                        {{- '<|im_start|>' + message.role + '\\n' + content }}
                    {%- endif %}
                    {{- '<|im_end|>\\n' }}
                {%- else %}
                    {{- '<|im_start|>' + message.role + '\\n' + content + '<|im_end|>\\n' }}
                {%- endif %}
            {%- endfor %}
            {%- if add_generation_prompt %}
                {{- '<|im_start|>assistant\\n' }}
                {%- if enable_thinking is defined and enable_thinking is false %}
                    {{- '<think>\\n\\n</think>\\n\\n' }}
                {%- endif %}
            {%- endif %}
            """;

    /** Special tokens made of roles: Phi's and Zephyr's manner, with newlines that {@code trim_blocks} takes away. */
    static final String ROLE_TOKENS = """
            {% for message in messages %}
            {% if message['role'] == 'system' and message['content'] %}{{ '<|system|>\\n' + message['content'] + '<|end|>\\n' }}
            {% else %}
            {{ '<|' + message['role'] + '|>\\n' }}{{ message['content'] + '<|end|>\\n' }}
            {% endif %}
            {% endfor %}
            {% if add_generation_prompt %}
            {{ '<|assistant|>\\n' }}
            {% else %}
            {{ eos_token }}
            {% endif %}
            """;

    /** Macros, previous items and blanks: what newer templates of DeepSeek and others are made of. */
    static final String MACROS = """
            {%- macro turn(name, text, close=true) -%}
            <｜{{ name | capitalize }}｜>{{ text }}{% if close %}{{ eos_token }}{% endif %}
            {%- endmacro -%}
            {% set ns = namespace(system='', first=true) -%}
            {% for message in messages if message.role == 'system' -%}
              {% set ns.system = ns.system + ('' if ns.first else '\\n\\n') + message['content'] %}{% set ns.first = false -%}
            {% endfor -%}
            {{ bos_token ~ ns.system }}
            {%- for message in messages | rejectattr('role', 'equalto', 'system') -%}
              {%- if loop.previtem is defined and loop.previtem.role == message.role -%}
                {{ raise_exception('two messages of ' ~ message.role) }}
              {%- endif -%}
              {{ turn(message.role, message.content, close=message.role == 'assistant') }}
            {%- endfor -%}
            {% if add_generation_prompt %}<｜Assistant｜>{% endif %}
            """;

    private ChatTemplates() {}
}
