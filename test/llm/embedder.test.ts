import { expect, test } from "vitest";
import { ProviderEmbedder } from "../../src/llm/embedder.ts";

const forever = new AbortController().signal;

/** An embedder whose server gives this answer; `sent` are the bodies it was asked with. */
function embedder(answer: (input: string[]) => Response) {
  const sent: { input: string[]; encoding_format: string }[] = [];
  const made = new ProviderEmbedder({
    baseURL: "http://localhost/v1",
    apiKey: "k",
    model: "m",
    price: 1,
    monthlyCap: 0,
    now: () => 0,
    fetch: async (_, init) => {
      const body = JSON.parse(init?.body as string) as (typeof sent)[number];
      sent.push(body);
      return answer(body.input);
    },
  });
  return { sent, embed: (...texts: string[]) => made.embed(texts, forever) };
}

const rows = (input: string[], embedding: unknown = [3, 4]) =>
  Response.json({
    data: input.map((_, index) => ({ index, embedding })).toReversed(),
    usage: { prompt_tokens: input.length },
  });

test("gives vectors of length 1 in the order of the texts, asked for as numbers", async () => {
  const { embed, sent } = embedder((input) =>
    Response.json({ data: input.map((text, index) => ({ index, embedding: [text.length, 0] })).toReversed() }),
  );
  const result = await embed("a", "bb");
  expect(result.ok && result.vectors.map((vector) => Array.from(vector))).toEqual([
    [1, 0],
    [1, 0],
  ]);
  expect(sent[0]?.encoding_format).toBe("float");
});

test("asks for many texts in several requests", async () => {
  const { embed, sent } = embedder((input) => rows(input));
  const result = await embed(...Array.from({ length: 130 }, (_, i) => `text ${i}`));
  expect(sent.map(({ input }) => input.length)).toEqual([64, 64, 2]);
  expect(result).toMatchObject({ ok: true, tokensIn: 130 });
});

test.each([
  ["a refusal", () => new Response("no", { status: 429 }), "tooMany"],
  ["too few vectors", () => Response.json({ data: [] }), "wrongForm"],
  ["an empty vector", (input: string[]) => rows(input, []), "empty"],
  ["no numbers", (input: string[]) => rows(input, ["x"]), "wrongForm"],
  ["base64", (input: string[]) => rows(input, "AAAA"), "empty"],
  ["nothing but zeros", (input: string[]) => rows(input, [0, 0]), "wrongForm"],
] as const)("takes %s for a fault, and throws nothing", async (_, answer, fault) => {
  expect(await embedder(answer).embed("a")).toMatchObject({ ok: false, fault });
});
