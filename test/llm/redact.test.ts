import { expect, test } from "vitest";
import { seededRng } from "../../src/core/rng.ts";
import { redact } from "../../src/llm/redact.ts";

const rng = seededRng("redact");
const digit = (from = 0) => String(from + Math.floor(rng.next() * (10 - from)));
const digits = (count: number) => Array.from({ length: count }, () => digit()).join("");
const letters = (count: number) =>
  Array.from({ length: count }, () => "abcdefghkmnprstxyz"[Math.floor(rng.next() * 18)]).join("");
const one = <T>(values: readonly T[]): T => values[Math.floor(rng.next() * values.length)] as T;

function idCard(): string {
  const body = `11010119${7 + Math.floor(rng.next() * 3)}${digit()}0${digit(1)}1${digit()}${digits(3)}`;
  let sum = 0;
  for (let i = 0; i < 17; i++) sum += Number(body[i]) * (2 ** (17 - i) % 11);
  return body + "10X98765432"[sum % 11];
}

function bankCard(): string {
  const body = `6222${digits(14)}`;
  for (let last = 0; last < 10; last++) {
    const card = `${body}${last}`;
    const sum = Array.from(card)
      .toReversed()
      .reduce((total, char, i) => {
        const value = Number(char) * (i % 2 === 1 ? 2 : 1);
        return total + (value > 9 ? value - 9 : value);
      }, 0);
    if (sum % 10 === 0) return card;
  }
  throw new Error("no check digit fits");
}

const wide = (text: string) => text.replace(/[0-9A-Za-z]/g, (char) => String.fromCharCode(char.charCodeAt(0) + 0xfee0));
const mobile = () => `1${one(["3", "5", "7", "8", "9"])}${digits(9)}`;
const kinds: readonly (() => string)[] = [
  () => `${letters(6)}.${letters(3)}@${letters(5)}.com`,
  () => `${digits(9)}:${letters(35)}`,
  () => `https://${letters(6)}.com/a?token=${letters(12)}`,
  idCard,
  bankCard,
  mobile,
  () => `+86 ${mobile().replace(/^(...)(....)/, "$1-$2-")}`,
  () => `010-${digit(2)}${digits(7)}`,
  () => `+44 20 ${digits(4)} ${digits(4)}`,
  () => `微信号：${letters(8)}${digits(2)}`,
  () => `192.168.${digit(1)}.${digit(1)}${digit()}`,
  () => `浙江省杭州市西湖区文三路${digit(1)}${digit()}号`,
];

test("takes out 1,200 pieces of personal data, however they are written", () => {
  const missed: string[] = [];
  for (const make of kinds) {
    for (let i = 0; i < 100; i++) {
      const item = make();
      const written = i % 5 === 1 ? wide(item) : i % 5 === 2 ? item.replace(/^(..)/u, "$1\u200B") : item;
      const rest = redact(`我的是 ${written} ，帮我看下`);
      const core = item.replace(/^(?:微信号：|浙江省杭州市)/u, "");
      if (rest.includes(core) || !rest.includes("[")) missed.push(`${written} → ${rest}`);
    }
  }
  expect(missed).toEqual([]);
});

/** The same data as people write it by hand. */
test.each([
  "138.1234.5678",
  "138 123 45678",
  "1 3 8 1 2 3 4 5 6 7 8",
  "一三八一二三四五六七八",
  "(+86)13812345678",
  "+8613812345678",
  "02112345678",
  "021-1234-5678",
  "0755-26712345转801",
  "(415) 555-2671",
  "415-555-2671",
  "0044 20 7946 0958",
  "ada (at) tea.example",
  "wx: teafan88",
  "V信 teafan88",
  "薇信：teafan88",
  "我的微信叫teafan",
  "扣扣 123456789",
  "https://t.me/teafan",
  "telegram id teafan88",
  "110105 19491231 002X",
  "护照 E12345678",
  "护照号码是EA1234567",
  "passport number: 533401372",
  "Passport No. C01X00T47",
  "港澳通行证 C12345678",
  "京A12345",
  "京A·12345",
  "粤B D12345",
  "沪AF12345",
  "浙a1b2c3",
  "川A12345D",
  "车牌号是鲁B8888警",
  "粤Z1234港",
  "加我v teafan_88",
  "加我V：teafan",
  "加q 12345678",
  "加下微 teafan88",
  "➕v teafan88",
  "卫星号：teafan",
  "q号 12345678",
  "企鹅 12345678",
  "QQ群号：123456789",
  "微信号: teafan_123",
  "小红书号 teafan88",
  "4111 1111 1111 1111",
  "2001:db8::8a2e:370:7334",
  "广州天河路385号",
  "幸福小区3栋2单元501室",
  "221B Baker Street",
  "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N",
  "https://ada:tea@tea.example/x",
  "https://tea.example/a?X-Amz-Signature=abc",
])("takes out %s", (item) => {
  const rest = redact(`我的是 ${item} ，帮我看下`);
  expect(rest).toMatch(/\[[A-Z]+\]/);
  for (const part of item.normalize("NFKC").match(/[\d零一二三四五六七八九]{4,}|teafan|ada/gu) ?? [])
    expect(rest).not.toContain(part);
});

test.each([
  "几点开门？周五到 22:30 吗",
  "满 99 元包邮，新疆西藏满 199 元",
  "龙井 3 克配 150 毫升水，80 度",
  "订单 20260301 什么时候发货",
  "100 分抵 1 元，积分 24 个月有效",
  "地铁 3 号线梧桐路站 B 口出来走 200 米",
  "春节除夕和初一休息",
  "我要两盒红茶和一个盖碗",
  "下午 14:00 到 17:00 人多吗",
  "版本 1.2.3 怎么升级",
  "how long does a refund take, 3 days or 5?",
  "is it 29 yuan for 50 g?",
  "Orders paid before 16:00 leave the same day",
  "10 % off in the month of your birthday",
  "会员日 88 折怎么算",
  "订单号 2026030112345 到哪了",
  "快递单号 SF1234567890123",
  "春节 2026-02-17 到 2026-02-23 休息",
  "微信支付可以吗",
  "is WeChat payment possible",
  "do you have a telegram group in English?",
  "2号楼在哪里",
  "The 10 am tasting on 12 June",
  "营业时间 10:00:00 到 18:00:00",
  "全新A12345 有货吗",
  "肉桂A10086 多少钱一斤",
  "云南D2025 这批次还有吗",
  "川红A级 500g",
  "型号 AB12345 的壶",
  "滇红 B20240301 批次",
  "邮编 310000",
  "加 VIP 会员多少钱",
  "加vitamin C 吗",
  "加珍珠 加椰果",
  "护照夹多少钱",
  "办护照要带什么",
  "is a passport needed to collect a parcel?",
  "qq音乐的会员",
  "加q弹的那种",
])("leaves ordinary talk as it is: %s", (talk) => {
  expect(redact(talk)).toBe(talk.normalize("NFKC"));
});

// what takes for ever never ends here
test.each(["县弄道弄巷省楼", "北京市", "路1", "护照 ", "京A1", "加我v ", "1 ", "a-1", "微信 ", ".", "http://:@"])(
  "is not held up by %s, many times over",
  (piece) => {
    expect(redact(piece.repeat(4_000 / piece.length)).length).toBeGreaterThan(0);
  },
);
