import { readFileSync } from "node:fs";
import { afterEach, expect, test } from "vitest";
import { withModels } from "../../../src/features/index.ts";
import { readEntryFile } from "../../../src/features/service/importing/read.ts";
import { takeEntries } from "../../../src/features/service/importing/take.ts";
import { type Embedder, ProviderEmbedder } from "../../../src/llm/embedder.ts";
import { embedderOf } from "../../fakes/embedder.ts";
import { createWorld, type World } from "../../world/index.ts";

const shop = new URL("../../../bots/playground/knowledge/tea-shop.zh.yaml", import.meta.url);
const { entries } = await readEntryFile("yaml", readFileSync(shop), "tea-shop.zh.yaml");
/** Sixty, of which the words alone do not find what is asked; where that is no matter the first twenty do, and are learnt from sooner. */
const all = entries.map((entry) => entry.content);
const some = all.slice(0, 20);
/** A model that knows what is asked; the base has no word of it. */
const knowing = () => embedderOf(all, { 毛孩子: "宠物" });
const question = "毛孩子不可以吗";
const answer = "可以带宠物坐在院子里，请牵好绳子；室内暂时不可以。";

let world: World;
afterEach(() => world.close());

/** A world with the tea shop's answers, and olga who answers in private. */
async function open(embedder: Embedder | null, contents = some): Promise<void> {
  world = await createWorld({ features: withModels({ embedder }), at: "2026-03-01T10:00" });
  await world.giveRole("olga", "owner");
  await world.member("olga").whispers("帮助");
  const [community] = await world.query<{ id: number }>("SELECT id FROM community");
  await takeEntries(world.database, community?.id ?? 0, contents, world.now);
  for (const time of ["10:01", "10:03", "10:05"]) await world.setTime(`2026-03-01 ${time}`);
}

const asks = (name: string, words: string) => world.member(name).says(`@HearthBot ${words}`, { mentionsBot: true });
const count = async (sql: string) => Number((await world.query<{ count: string }>(sql))[0]?.count);

test("finds by meaning what the words do not say, with vectors made in the background", async () => {
  const embedder = knowing();
  await open(embedder, all);
  expect(await count("SELECT count(*) FROM faq_vector")).toBe(all.length);
  const [learnt] = await world.query<{ at: number }>(
    "SELECT (calibration->'meaning'->>'answerAt')::float AS at FROM faq_version",
  );
  expect(learnt?.at).toBeGreaterThan(0.3);
  const said = await asks("ada", question);
  expect(said.join("\n")).toContain(answer);
  expect(await world.query("SELECT verdict, reason, entries FROM llm_call ORDER BY id")).toEqual([
    { verdict: "passed", reason: "vectors", entries: [] },
    { verdict: "passed", reason: "meaning", entries: [] },
  ]);
});

test("who asks twice before its meaning is looked up is answered once", async () => {
  await open(knowing(), all);
  const asked = () => world.message(world.member("ada").sender, `@HearthBot ${question}`, { mentionsBot: true });
  const before = { at: new Date(world.now.getTime() - 2_000) };
  const said = await world.happens({ ...asked(), ...before }, { ...asked(), ...before });
  expect(said.filter(({ text }) => text.includes(answer))).toHaveLength(1);
  expect(said).toHaveLength(1);
});

test("asks nothing when the words say enough, or the member has forbidden it, and shows no phone number", async () => {
  const embedder = knowing();
  await open(embedder);
  embedder.asked.length = 0;
  await asks("ada", "几点开门？");
  expect(embedder.asked).toEqual([]);
  await world.member("ben").whispers("/llm off");
  await asks("ben", question);
  expect(embedder.asked).toEqual([]);
  await asks("cleo", `${question}？回我 13812345678`);
  expect(embedder.asked.join()).toMatch(/毛孩子/u);
  expect(embedder.asked.join()).not.toContain("13812345678");
});

test("answers by words alone while the provider is down, and an entry that changes is read again", async () => {
  const embedder = knowing();
  await open(embedder, all);
  embedder.isDown = true;
  expect((await asks("ada", question)).join("\n")).toMatch(/你是不是想问|这个我还不知道|已经请店里/u);
  await world.member("olga").whispers("知识库 改 1 问法 几点打烊 / 开到几点");
  await world.setTime("2026-03-01 10:10");
  expect(
    await count(
      "SELECT count(*) FROM faq_vector v JOIN faq_entry e ON e.id = v.entry_id WHERE e.revision = v.revision",
    ),
  ).toBe(all.length - 1);
  embedder.isDown = false;
  await world.setTime("2026-03-02 04:00");
  expect(
    await count(
      "SELECT count(*) FROM faq_vector v JOIN faq_entry e ON e.id = v.entry_id WHERE e.revision = v.revision",
    ),
  ).toBe(all.length);
});

/** A server behind the product's own client, which gives what it is told to. */
class Server {
  gives: "vectors" | "nothing" | "NaN" | "words" | "fewer" | "an error" | "half" = "vectors";
  /** how many numbers a vector has are left out */
  shorter = 0;
  requests = 0;
  readonly #model = knowing();

  readonly embedder = new ProviderEmbedder({
    baseURL: "http://model.invalid/v1",
    model: "meaning-1",
    apiKey: "none",
    price: 1,
    monthlyCap: 0,
    limitMs: 2_000,
    now: () => 0,
    fetch: (_, init) => this.#answer(JSON.parse(init?.body as string) as { input: string[] }),
  });

  async #answer({ input }: { input: string[] }): Promise<Response> {
    this.requests++;
    if (this.gives === "nothing") return new Promise<Response>(() => {});
    if (this.gives === "an error") return new Response("oops", { status: 503 });
    if (this.gives === "half" && this.requests > 3) throw new TypeError("fetch failed");
    const result = await this.#model.embed(input);
    const vectors = result.ok ? result.vectors.map((vector) => Array.from(vector).slice(this.shorter)) : [];
    const strange: Record<string, unknown> = { NaN: null, words: "0.1" };
    const data = vectors.map((vector, index) => ({
      index,
      embedding: this.gives in strange ? vector.map(() => strange[this.gives]) : vector,
    }));
    return Response.json({ data: this.gives === "fewer" ? data.slice(1) : data, usage: { prompt_tokens: 10 } });
  }
}

test.each(["nothing", "NaN", "words", "fewer", "an error"] as const)(
  "a model that gives %s when it is asked changes nothing: the words have to do",
  async (what) => {
    const server = new Server();
    await open(server.embedder);
    expect((await asks("ada", question)).join("\n")).toContain(answer);
    server.gives = what;
    const said = (await asks("ben", `${question}吗`)).join("\n");
    expect(said).toMatch(/你是不是想问|这个我还不知道|已经请店里/u);
    expect(await world.query("SELECT 1 FROM inbox WHERE status <> 'done'")).toEqual([]);
    expect(await world.query("SELECT verdict FROM llm_call ORDER BY id DESC LIMIT 1")).toEqual([{ verdict: "failed" }]);
  },
);

test("a model that has changed its size is compared with nothing older, and reads the entries anew", async () => {
  const server = new Server();
  await open(server.embedder, all);
  server.shorter = 1;
  expect((await asks("ada", question)).join("\n")).toMatch(/你是不是想问|这个我还不知道|已经请店里/u);
  await world.member("olga").whispers("知识库 改 1 问法 几点打烊 / 开到几点");
  for (const time of ["10:10", "10:12", "10:14"]) await world.setTime(`2026-03-01 ${time}`);
  expect(await world.query("SELECT dimensions, count(*)::int AS many FROM faq_vector GROUP BY 1")).toEqual([
    { dimensions: 511, many: all.length },
  ]);
  expect((await asks("ben", "毛孩子能一起来吗")).join("\n")).toContain(answer);
});

test("what was had before the provider went away is kept, and the rest follows", async () => {
  const server = new Server();
  server.gives = "half";
  await open(server.embedder, all);
  const had = await count("SELECT count(*) FROM faq_vector");
  expect(had).toBeGreaterThan(0);
  expect(had).toBeLessThan(all.length);
  server.gives = "vectors";
  await world.setTime("2026-03-02 04:00");
  expect(await count("SELECT count(*) FROM faq_vector")).toBe(all.length);
});

test("the vectors of entries are paid out of the month's money like everything else", async () => {
  const embedder = knowing();
  embedder.monthlyCap = 0;
  await open(embedder);
  expect(embedder.asked).toEqual([]);
  expect(await count("SELECT count(*) FROM faq_vector")).toBe(0);
});
