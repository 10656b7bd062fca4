import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import {
  buildIndex,
  calibrate,
  decide,
  nearest,
  type Calibration,
  type Entry,
  type Index,
} from "../../../src/features/service/finding/index.ts";
import { askedInChat } from "./asked-in-chat.ts";
import { nearScope } from "./near-scope.ts";
import { paraphrases } from "./paraphrases.ts";
import { long } from "../../long.ts";
import { readEntryFile } from "../../../src/features/service/importing/read.ts";

/** What a tea shop is asked and its starter base has no entry for: our own wording. */
const unanswerable: readonly string[] = `
明天会下雨吗|你最喜欢哪部电影|帮我写一首诗|地铁末班车是几点|附近哪家医院好|怎么炒股能赚钱|我的手机屏幕碎了去哪修|今晚球赛谁赢了|高考分数线是多少|推荐一本小说
你会说法语吗|怎么给猫剪指甲|汽车年检要带什么材料|北京到上海高铁多久|怎么练腹肌|房贷利率现在多少|护照过期了怎么办|孩子发烧三十九度怎么办|电脑蓝屏怎么解决|哪里可以学游泳
帮我翻译这段英文|圆周率后面一百位是什么|你是真人吗还是程序|感冒吃什么药好得快|怎么申请签证|附近有健身房吗|你觉得她喜欢我吗|能借我五百块吗|怎么做红烧肉|宿舍几点断网
中秋节放几天假|谁发明了电灯|黑洞里面是什么|怎么考驾照科目二|五险一金怎么交|离婚要什么手续|帮我抢一张演唱会门票|苹果手机怎么截屏|哪个牌子的跑鞋好|怎么养金鱼
毕业论文怎么降重|火车票怎么改签|钢琴几岁学合适|怎么种番茄|台风什么时候登陆|世界上最高的山是哪座|打印机卡纸怎么办|怎么拒绝加班|股票跌停是什么意思|哪里能修自行车
what will the weather be tomorrow|who won the football match|write me a poem about autumn|how do I renew my passport|which phone should I buy|my laptop does not start|how far is the moon|where can I learn to swim|how do I bake bread|what is the capital of Peru
can you lend me fifty dollars|how do I fix a flat tyre|who painted the Mona Lisa|is there a gym nearby|how do I train for a marathon|what does quantum mean|how do I cancel my phone contract|why is the sky blue|recommend a good novel|how old is the universe
do you speak Russian|how do I reset my router|what is the fastest train to Paris|my cat does not eat|how do I write a CV|when is the next eclipse|how do I invest in bonds|which vaccine do I need for Kenya|how do I play chess|who is the president of France
where can I repair my glasses|how do I get a driving licence|what is a good name for a dog|how many bones has a shark|is it safe to swim in the river|how do I remove ink from a shirt|what time is it in Tokyo|how do I knit a scarf|which band played yesterday|how do I grow tomatoes
why did the stock market fall|can you do my homework|how do I file my taxes|who wrote Hamlet|how tall is Everest|my printer is jammed|how do I learn Python|what is the meaning of life|where do penguins live|how do I tune a guitar`
  .split(/[|\n]/u)
  .filter((question) => question !== "");

async function starter(): Promise<Entry[]> {
  const files = ["zh", "en"].map(async (language) => {
    const file = new URL(`../../../bots/playground/knowledge/tea-shop.${language}.yaml`, import.meta.url);
    const { entries } = await readEntryFile("yaml", new Uint8Array(await readFile(file)), "tea-shop");
    return entries.map(({ content }, i): Entry => ({ id: `${language}${i}`, ...content }));
  });
  return (await Promise.all(files)).flat();
}

/** The base of a language, whole, and what it learnt: made once. */
const learnt = new Map<string, Promise<{ index: Index; calibration: Calibration }>>();
function learntFrom(language: "zh" | "en") {
  const made = async () => {
    const index = buildIndex((await starter()).filter(({ id }) => id.startsWith(language)));
    return { index, calibration: calibrate(index) };
  };
  const base = learnt.get(language) ?? made();
  learnt.set(language, base);
  return base;
}

test("of a hundred questions the shop has no entry for, the starter base answers five at most", async () => {
  expect(new Set(unanswerable).size).toBe(100);
  const index = buildIndex(await starter());
  const calibration = calibrate(index);
  const answered = unanswerable.filter((question) => decide(index, calibration, question).kind === "answer");
  expect(answered.length, answered.join(" | ")).toBeLessThanOrEqual(5);
  // and whoever answers is shown nothing either, mostly: there always is an entry that is the least unlike
  const shown = unanswerable.filter((question) => nearest(index, calibration, index.look(question)).length > 0);
  expect(shown.length, shown.join(" | ")).toBeLessThanOrEqual(33);
});

test.each(["zh", "en"] as const)(
  "of a hundred questions in members' own words (%s), the right entry comes first for ninety, and what is answered is right",
  async (language) => {
    const { index, calibration } = await learntFrom(language);
    const asked = paraphrases[language].map(({ question, entry }) => ({ question, id: `${language}${entry - 1}` }));
    const known = new Set(index.phrasings);
    expect(asked.filter(({ question }) => known.has(index.prepare(question)))).toEqual([]);
    const first = asked.filter(({ question, id }) => index.search(question, 1)[0]?.id === id);
    const answered = asked.flatMap(({ question, id }) => {
      const decision = decide(index, calibration, question);
      return decision.kind === "answer" ? [decision.id === id] : [];
    });
    expect(asked).toHaveLength(100);
    expect(first.length).toBeGreaterThanOrEqual(90);
    expect(answered.length).toBeGreaterThanOrEqual(60);
    expect(answered.filter(Boolean).length / answered.length).toBeGreaterThanOrEqual(0.95);
  },
);

test.each(["zh", "en"] as const)(
  "of sixty questions typed in a hurry (%s) most are answered rightly, and of sixty that only seem to have an answer few are answered",
  async (language) => {
    const { index, calibration } = await learntFrom(language);
    const known = new Set(index.phrasings);
    const { answered, unanswered } = askedInChat[language];
    const asked = answered.map(({ question, entry }) => ({ question, id: `${language}${entry - 1}` }));
    expect([asked.length, unanswered.length]).toEqual([60, 60]);
    expect(asked.filter(({ question }) => known.has(index.prepare(question))).length).toBeLessThanOrEqual(2);
    const ids = asked.map(({ question, id }) => [decide(index, calibration, question), id] as const);
    const posted = ids.flatMap(([decision, id]) => (decision.kind === "answer" ? [decision.id === id] : []));
    const wrong = unanswered.filter((question) => decide(index, calibration, question).kind === "answer");
    expect(posted.filter(Boolean).length).toBeGreaterThanOrEqual(48);
    expect(posted.filter((isRight) => !isRight).length).toBeLessThanOrEqual(1);
    expect(wrong.length, wrong.join(" | ")).toBeLessThanOrEqual(8);
    // whoever answers is shown what fits where there is something
    const shown = (question: string) => nearest(index, calibration, index.look(question));
    expect(asked.filter(({ question, id }) => shown(question).includes(id)).length).toBeGreaterThanOrEqual(59);
  },
);

test.each(["zh", "en"] as const)(
  "with one wording an entry (%s), its own words are answered with any courtesy around them, and others with care",
  async (language) => {
    const entries = (await starter()).filter(({ id }) => id.startsWith(language));
    const index = buildIndex(entries.map((entry) => ({ ...entry, alternatives: [] })));
    const calibration = calibrate(index);
    const answers = (question: string) => decide(index, calibration, question);
    const [before, after] = { zh: ["请问", ""], en: ["", " please"] }[language];
    for (const { id, question } of entries) {
      expect(answers(`${before}${question.replace(/[?？]/u, "")}${after}`)).toMatchObject({ kind: "answer", id });
    }
    const asked = [...paraphrases[language], ...askedInChat[language].answered];
    const posted = asked.flatMap(({ question, entry }) => {
      const decision = answers(question);
      return decision.kind === "answer" ? [decision.id === `${language}${entry - 1}`] : [];
    });
    const near = [...nearScope[language], ...askedInChat[language].unanswered];
    const wrong = near.filter((question) => answers(question).kind === "answer");
    expect(posted.filter(Boolean).length).toBeGreaterThanOrEqual(60);
    expect(posted.filter((isRight) => !isRight).length).toBeLessThanOrEqual(6);
    expect(wrong.length, wrong.join(" | ")).toBeLessThanOrEqual(near.length / 15);
  },
);

// 240 indexes: this takes most of a minute
test.skipIf(!long)(
  "of its own wordings, each asked without itself, as many are answered rightly as is promised",
  async () => {
    const entries = await starter();
    const calibration = calibrate(buildIndex(entries));
    const asked = entries.flatMap((entry) => entry.alternatives.map((wording) => ({ entry, wording }))).slice(0, 240);
    let answered = 0;
    let right = 0;
    let among = 0;
    let first = 0;
    for (const { entry, wording } of asked) {
      const rest = { ...entry, alternatives: entry.alternatives.filter((one) => one !== wording) };
      const index = buildIndex(entries.map((one) => (one.id === entry.id ? rest : one)));
      const found = index.search(wording, 3).map(({ id }) => id);
      if (found[0] === entry.id) first++;
      if (found.includes(entry.id)) among++;
      const decision = decide(index, calibration, wording);
      if (decision.kind !== "answer") continue;
      answered++;
      if (decision.id === entry.id) right++;
    }
    process.stdout.write(
      `${asked.length} wordings: first ${first}, among three ${among}, answered ${answered}, right ${right}\n`,
    );
    expect(asked.length).toBeGreaterThanOrEqual(200);
    // .85 is promised; it is kept as far as so few can tell
    expect(answered).toBeGreaterThanOrEqual(60);
    expect(right / answered).toBeGreaterThanOrEqual(0.83);
  },
);
