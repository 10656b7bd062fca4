import { expect, test } from "vitest";
import { preview } from "../../../src/features/service/importing/preview.ts";
import { readEntryFile, type FileKind } from "../../../src/features/service/importing/read.ts";
import { docx, pdf } from "./documents.ts";

// Documents as shops have them: nobody wrote them to be read by a program.

const read = (kind: FileKind, text: string) => readEntryFile(kind, new TextEncoder().encode(text), `shop.${kind}`);

/** What came of a document: what is asked, and what is answered. */
const asked = ({ entries }: Awaited<ReturnType<typeof readEntryFile>>) =>
  entries.map(({ content }) => [content.question, content.answer]);

test("of a page its main part is read as it is seen: rows in a line, items with their numbers, no menus", async () => {
  const page =
    "<head><title>Help – Tea House</title></head><body><ul><li>Home</li><li>Cart</li></ul><main><h1>Prices</h1><table><tr><th>Tea</th><th>Price</th></tr><tr><td><p>Green</p></td><td><p>20</p></td></tr></table><h2>Returns</h2><ol><li>Write to us</li><li>Send it</li></ol><button>Buy</button><p aria-hidden=true>secret</p></main><footer>© 2026</footer></body>";
  expect(asked(await read("html", page))).toEqual([
    ["Prices", "Tea | Price\nGreen | 20"],
    ["Prices › Returns", "1. Write to us\n2. Send it"],
  ]);
});

test("of Markdown members read no signs, and nothing that its writers say to one another", async () => {
  const text =
    "---\ntitle: Shop\n---\nReturns\n=======\nWithin **seven** days. <!-- ask Olga first -->\n\n## Postage ##\n| Where | Price |\n|---|---:|\n| EU | `5` |\n\n## Labels\n```\n# no heading\n```\n\n**Paying**\n\nBy [card](https://pay.example) or _cash_.";
  expect(asked(await read("md", text))).toEqual([
    ["Returns", "Within seven days."],
    ["Postage", "Where | Price\nEU | 5"],
    ["Labels", "# no heading"],
    ["Labels › Paying", "By card https://pay.example or _cash_."],
  ]);
});

test.each<[string, string, string[]]>([
  ["numbers", "一、营业时间\n每天 9 点\n\n二、退货\n七天之内\n拆封的不行", ["营业时间", "退货"]],
  ["questions", "1. 几点开门？\n每天 9 点。\n2. 能带狗吗？\n能。\n", ["几点开门？", "能带狗吗？"]],
  ["questions without a line between", "几点开门？\n每天 9 点。\n能带狗吗？\n能。", ["几点开门？", "能带狗吗？"]],
  ["steps are no parts", "怎么退\n一、写信\n二、寄回\n我们就退款", ["怎么退"]],
  ["sentences are no parts", "退货\n一、七天之内可以退。\n拆封的不行\n二、运费自付。\n谢谢", ["退货"]],
  ["one question is part of what is said", "怎么退货\n\n过了七天？\n\n请找客服。", ["怎么退货"]],
  ["a list of questions", "可以问我：\n几点开门？\n能带狗吗？\n请随时找我。", ["可以问我："]],
])("a text without headings is cut where people see some: %s", async (_, text, questions) => {
  expect(asked(await read("txt", text)).map(([question]) => question)).toEqual(questions);
});

test("headings that are as deep stand beside one another, and a document's own is no part of what is asked", async () => {
  const text = "# 售后手册\n\n请看下面。\n\n### 一、发票\n\n三天内开。\n\n### 二、运费\n\n八元。";
  const { entries } = await read("md", text);
  expect(entries.map(({ place, content }) => [place, content.question])).toEqual([
    ["§ 售后手册", "售后手册"],
    ["§ 售后手册 › 一、发票", "发票"],
    ["§ 售后手册 › 二、运费", "运费"],
  ]);
});

test("of a long passage every part comes in, asked for by what it begins with", async () => {
  const parts = ["绿茶怕光", "红茶不怕", "白茶越久越好"].map(
    (words) => `${words}。${"请放在阴凉的地方。".repeat(120)}`,
  );
  const found = preview(await read("md", `# 保存\n\n${parts.join("\n\n")}`), []);
  expect(found.flagged).toEqual([]);
  expect(found.fresh.map(({ content }) => content.question)).toEqual([
    "保存",
    "保存 › 红茶不怕",
    "保存 › 白茶越久越好",
  ]);
});

test("Word: what is bold as a whole is a heading, items keep their numbers, rows their cells, and what was struck is gone", async () => {
  const tracked =
    "<w:p><w:r><w:t>每天 </w:t></w:r><w:del><w:r><w:delText>8</w:delText></w:r></w:del><w:ins><w:r><w:t>9</w:t></w:r></w:ins><w:r><w:t> 点开门</w:t></w:r></w:p>";
  const file = docx([
    { text: "营业时间", isBold: true },
    { xml: tracked },
    { text: "退货", isBold: true },
    { text: "写信", isItem: true },
    { text: "寄回", isItem: true },
    { text: "运费", isBold: true },
    { rows: [["地区", "首重"], ["上海", "6 元"]] }, // prettier-ignore
  ]);
  expect(asked(await readEntryFile("docx", file, "shop.docx"))).toEqual([
    ["营业时间", "每天 9 点开门"],
    ["退货", "1. 写信\n2. 寄回"],
    ["运费", "地区 | 首重\n上海 | 6 元"],
  ]);
});

const handbook = pdf([
  [
    { text: "梧桐茶铺", y: 820, size: 9 },
    { text: "售后⼿册", y: 760, size: 24 },
    { text: "⼀、发货", y: 720, size: 16 },
    { text: "下单后两个工作日内发出，新疆、西藏、内蒙古的要五到七天，大促时还", y: 690 },
    { text: "会久⼀点。", y: 672 },
    { text: "满 80 元包邮。", y: 640 },
    { text: "地区", y: 610 },
    { text: "首重", x: 120, y: 610 },
    { text: "上海", y: 590 },
    { text: "6元", x: 120, y: 590 },
    // which leaves little beside it
    { text: "新疆西藏内蒙古", y: 570 },
    { text: "20元", x: 112, y: 570 },
    { text: "第 1 页", y: 20, size: 9 },
  ],
  [
    { text: "梧桐茶铺", y: 820, size: 9 },
    { text: "⼆、发票", y: 760, size: 16 },
    { text: "三天内发到⻔店的邮箱。", y: 730 },
    { text: "第 2 页", y: 20, size: 9 },
  ],
  [],
]);

test("a PDF is cut at what is written large, its lines are joined, and pages have no part in it", async () => {
  const { entries, unreadable } = await readEntryFile("pdf", handbook, "手册.pdf");
  expect(entries.map(({ content: { question, answer, source } }) => [question, answer, source])).toEqual([
    [
      "发货",
      "下单后两个工作日内发出，新疆、西藏、内蒙古的要五到七天，大促时还会久一点。\n满 80 元包邮。\n地区 | 首重\n上海 | 6元\n新疆西藏内蒙古 | 20元",
      "手册.pdf § p. 1 › 售后手册 › 一、发货",
    ],
    ["发票", "三天内发到门店的邮箱。", "手册.pdf § p. 2 › 售后手册 › 二、发票"],
  ]);
  expect(unreadable).toMatchObject([{ place: "p. 3", fault: "noText" }]);
});

const locked = "/ID [<00> <00>] /Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /Length 40 /O <KEY> /U <KEY> >>";

test.each<[string, FileKind, Uint8Array, string]>([
  ["is scanned", "pdf", pdf([[], []]), "noText"],
  ["wants a password", "pdf", pdf(["秘密"], locked.replaceAll("KEY", "00".repeat(32))), "locked"],
  ["wants a password in Word", "docx", Uint8Array.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1]), "locked"],
])("a document that %s is told so", async (_, kind, file, fault) => {
  const { entries, unreadable } = await readEntryFile(kind, file, `shop.${kind}`);
  expect(entries).toEqual([]);
  expect(unreadable).toMatchObject([{ place: "the file", fault }]);
});

test("a table is read however office programs write its letters: in UTF-16, and in GBK", async () => {
  const wide = Buffer.from("\uFEFF问题\t答案\n几点开门\t9 点", "utf16le");
  expect(asked(await readEntryFile("csv", wide, "a.csv"))).toEqual([["几点开门", "9 点"]]);
  const narrow = Buffer.from("cecacce22cb4f0b0b80abcb8b5e3bfaac3c52c3920b5e3", "hex");
  expect(asked(await readEntryFile("csv", narrow, "a.csv"))).toEqual([["几点开门", "9 点"]]);
  const big5 = Buffer.from("b0ddc3442cb5aaaed70ab458c249b67daaf92c39c249", "hex");
  expect((await readEntryFile("csv", big5, "a.csv")).unreadable).toMatchObject([{ fault: "notUtf8" }]);
});
