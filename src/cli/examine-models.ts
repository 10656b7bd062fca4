import { z } from "zod";
import type { Config } from "../config.ts";
import { findings, type Finding } from "../health/finding.ts";
import type { Fault } from "../llm/model.ts";
import { configuredEmbedder, configuredModel } from "../served.ts";

const word = z.strictObject({ ok: z.boolean() });
/** A model that thinks before it speaks needs some of these for that. */
const maxTokens = 300;

/** Asks each configured model one thing, of a few words, and tells what came of it. */
export async function examineModels(config: Config): Promise<Finding[]> {
  const { signal } = new AbortController();
  const model = await configuredModel(config);
  const embedder = await configuredEmbedder(config);
  const found: Finding[] = [];
  if (model) {
    const request = {
      system: 'Reply with the JSON {"ok": true}.',
      user: "ok?",
      schema: word,
      schemaName: "word",
      maxTokens,
    };
    const said = await model.ask(request, signal);
    found.push(
      findingOf("model", model.provider, said.ok ? null : said.fault, ["LLM_API_KEY", "LLM_MODEL", "LLM_BASE_URL"]),
    );
  }
  if (embedder) {
    const said = await embedder.embed(["ok?"], signal);
    const variables = ["LLM_EMBED_API_KEY", "LLM_EMBED_MODEL", "LLM_EMBED_BASE_URL"] as const;
    found.push(findingOf("embedding model", embedder.provider, said.ok ? null : said.fault, variables));
  }
  return found;
}

function findingOf(
  check: string,
  provider: string,
  fault: Fault | null,
  [key, name, address]: readonly [key: string, name: string, address: string],
): Finding {
  const { good, warning, bad } = findings(check);
  const zh = check === "model" ? `语言模型（${provider}）` : `向量模型（${provider}）`;
  const en = `the ${check === "model" ? "language model" : check} (${provider})`;
  switch (fault) {
    case null:
      return good(`${zh}有回答`, `${en} answers`);
    case "key":
      return bad(`${zh}不接受密钥`, `${en} does not accept the key`, [`设对 ${key}`, `set ${key} right`]);
    case "unknownModel":
      return bad(`${zh}那边没有这个模型`, `${en} is not there`, [
        `核对 ${name} 和 ${address}`,
        `see that ${name} and ${address} are right`,
      ]);
    case "tooMany":
      return bad(`${zh}说请求太多，或者额度用完了`, `${en} is asked too much, or its money is spent`, [
        "到服务商那里看看用量和余额",
        "look at usage and balance at the provider's",
      ]);
    case "timeout":
    case "unreachable":
      return bad(`${zh}没有回答`, `${en} does not answer`, [
        `看看 ${address} 这个地址从这台机器通不通`,
        `see whether ${address} can be reached from this machine`,
      ]);
    case "down":
    case "refused":
    case "circuit":
      return bad(`${zh}出了故障`, `${en} has trouble of its own`, [
        "过一会儿再试；这段时间照写好的原文说，不耽误",
        "try again later; until then everything is said as it was written",
      ]);
    case "tooLong":
    case "notJson":
    case "wrongForm":
    case "empty":
      return warning(`${zh}有回答，但不是要的格式`, `${en} answers, but not in the form that is asked for`, [
        `换一个能按 JSON 回答的模型（${name}）`,
        `take a model that can answer in JSON (${name})`,
      ]);
    default:
      return fault satisfies never;
  }
}
