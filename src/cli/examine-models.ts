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
    const system = 'Reply with the JSON {"ok": true}.';
    const said = await model.ask({ system, user: "ok?", schema: word, schemaName: "word", maxTokens }, signal);
    const variables = { key: "LLM_API_KEY", name: "LLM_MODEL", address: "LLM_BASE_URL" };
    found.push(findingOf("model", model.provider, said.ok ? null : said.fault, variables));
  }
  if (embedder) {
    const said = await embedder.embed(["ok?"], signal);
    const variables = { key: "LLM_EMBED_API_KEY", name: "LLM_EMBED_MODEL", address: "LLM_EMBED_BASE_URL" };
    found.push(findingOf("embedding model", embedder.provider, said.ok ? null : said.fault, variables));
  }
  return found;
}

interface Variables {
  key: string;
  name: string;
  address: string;
}

function findingOf(check: string, provider: string, fault: Fault | null, variables: Variables): Finding {
  const { good, warning, bad } = findings(check);
  const zh = check === "model" ? `语言模型（${provider}）` : `向量模型（${provider}）`;
  const en = `the ${check === "model" ? "language model" : check} (${provider})`;
  if (fault === null) return good(`${zh}有回答`, `${en} answers`);
  const { says, mend, isHalf = false } = troubles[fault](variables);
  return (isHalf ? warning : bad)(`${zh}${says[0]}`, `${en} ${says[1]}`, mend);
}

/** What is wrong, after the model's name, and how to mend it; each in Chinese and in English. */
type Told = (variables: Variables) => {
  says: [zh: string, en: string];
  mend: [zh: string, en: string];
  /** it answers, if not as it should */
  isHalf?: true;
};

const wrongKey: Told = ({ key }) => ({
  says: ["不接受密钥", "does not accept the key"],
  mend: [`设对 ${key}`, `set ${key} right`],
});
const unknown: Told = ({ name, address }) => ({
  says: ["那边没有这个模型", "is not there"],
  mend: [`核对 ${name} 和 ${address}`, `see that ${name} and ${address} are right`],
});
const tooMany: Told = () => ({
  says: ["说请求太多，或者额度用完了", "is asked too much, or its money is spent"],
  mend: ["到服务商那里看看用量和余额", "look at usage and balance at the provider's"],
});
const silent: Told = ({ address }) => ({
  says: ["没有回答", "does not answer"],
  mend: [`看看 ${address} 这个地址从这台机器通不通`, `see whether ${address} can be reached from this machine`],
});
const ailing: Told = () => ({
  says: ["出了故障", "has trouble of its own"],
  mend: [
    "过一会儿再试；这段时间照写好的原文说，不耽误",
    "try again later; until then everything is said as it was written",
  ],
});
const otherForm: Told = ({ name }) => ({
  says: ["有回答，但不是要的格式", "answers, but not in the form that is asked for"],
  mend: [`换一个能按要求回答的模型（${name}）`, `take a model that can answer as it is asked (${name})`],
  isHalf: true,
});

const troubles: Readonly<Record<Fault, Told>> = {
  key: wrongKey,
  unknownModel: unknown,
  tooMany,
  timeout: silent,
  unreachable: silent,
  down: ailing,
  refused: ailing,
  circuit: ailing,
  tooLong: otherForm,
  notJson: otherForm,
  wrongForm: otherForm,
  empty: otherForm,
};
