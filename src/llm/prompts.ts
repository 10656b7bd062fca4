import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import { Complaint } from "../core/errors.ts";
import { root } from "../core/root.ts";
import { languages, type Language } from "../core/text.ts";

const frontMatter = z.strictObject({
  purpose: z.enum(["rephrase", "draft", "topics", "story", "nudge"]),
  language: z.enum(languages),
  /** which of a provider's models it is for */
  class: z.enum(["small", "large"]),
  /** the {placeholders} of its text, and the question, which is never put into it */
  inputs: z.array(z.enum(["question", "entries", "canary", "passage", "messages"])),
  /** name of the schema of what must come back */
  output: z.enum(["rephrased", "drafted", "topics"]),
});
export type Prompt = z.infer<typeof frontMatter> & { file: string; text: string };
export type Prompts = Readonly<Record<Language, Prompt>>;

/**
 * Reads the prompts for one purpose of the folder `prompts/`: one Markdown file each with front matter, in every
 * language. Changing one needs no build, only a start.
 * @throws Complaint naming the file and what is allowed
 */
export function loadPrompts(folder = path.join(root, "prompts"), purpose: Prompt["purpose"] = "rephrase"): Prompts {
  const prompts = readdirSync(folder)
    .filter((name) => name.endsWith(".md"))
    .map((name) => readPrompt(path.join(folder, name)));
  const of = (language: Language) => {
    const found = prompts.filter((prompt) => prompt.purpose === purpose && prompt.language === language);
    if (found.length === 1) return found[0] as Prompt;
    throw new Complaint({
      zh: `${folder} 里 purpose 是 ${purpose}、language 是 ${language} 的提示有 ${found.length} 个；要正好一个`,
      en: `${folder} has ${found.length} prompts in "${language}" to ${purpose}; exactly one is needed`,
    });
  };
  return { zh: of("zh"), en: of("en") };
}

function readPrompt(file: string): Prompt {
  const [, head = "", text = ""] = /^---\r?\n([\s\S]*?)\r?\n---\r?\n([\s\S]*)$/.exec(readFileSync(file, "utf8")) ?? [];
  const parsed = frontMatter.safeParse(parse(head));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const place = issue?.path.join(".") ?? "";
    throw new Complaint({
      zh: `${file}：开头的“${place}”不对：${issue?.message ?? "没有写"}`,
      en: `${file}: the front matter's "${place}" is wrong: ${issue?.message ?? "it is missing"}`,
    });
  }
  const used = [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? "");
  const unknown = used.find((name) => name === "question" || !(parsed.data.inputs as string[]).includes(name));
  if (unknown !== undefined) {
    throw new Complaint({
      zh: `${file}：正文里不能有 {${unknown}}；可以是开头 inputs 里的，question 除外`,
      en: `${file}: {${unknown}} cannot stand in the text; allowed: the front matter's inputs but the question`,
    });
  }
  return { ...parsed.data, file, text: text.trim() };
}

/** The text with its placeholders filled; values are not looked into. */
export function fillPrompt(prompt: Prompt, values: Readonly<Record<string, string>>): string {
  return prompt.text.replace(/\{(\w+)\}/g, (whole, name: string) =>
    Object.hasOwn(values, name) ? (values[name] ?? "") : whole,
  );
}
