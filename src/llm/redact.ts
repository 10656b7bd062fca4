import { isIPv6 } from "node:net";

/** One form of personal data; `isReal` looks at what was found: a check digit, say. */
type Form = readonly [kind: string, pattern: RegExp, isReal?: (found: string) => boolean];

/** Kinds of personal data found by their form, those that hold others first. Names are not: they have none. */
const forms: readonly Form[] = [
  ["LINK", /https?:\/\/[^\s/]*:[^\s/]*@\S*/gi],
  ["LINK", /https?:\/\/\S*[?&][\w-]*(?:token|sign|signature|sig|key|secret|auth|code|credential|password)=\S*/gi],
  ["HANDLE", /(?:https?:\/\/)?\b(?:t|wa|telegram)\.me\/\S+/gi],
  ["EMAIL", /[\p{L}\p{N}._%+-]{1,64}(?:@| ?[([]at[)\]] ?)[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+/giu],
  ["TOKEN", /\b\d{6,12}:[A-Za-z0-9_-]{25,}\b|\b(?:sk|pk|ghp|xox[a-z])[-_][A-Za-z0-9_-]{16,}\b|\bAKIA[0-9A-Z]{16}\b/g],
  ["TOKEN", /\beyJ[\w-]{8,}\.[\w-]+\.[\w-]+|\b(?=[a-z_-]*\d)(?=[\d_-]*[a-z])[\w-]{32,}\b/gi],
  [
    "ID",
    /(?<!\d)\d{6}[ -]?(?:18|19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])[ -]?\d{3}[\dXx](?![\dXx])/g,
    isIdCard,
  ],
  // of whatever state: six digits at least, with letters among them or before
  [
    "ID",
    /(?:护照|通行证|台胞证|回乡证|passport)[\p{L} :.#]{0,16}(?<![A-Z\d])(?=[A-Z]{0,3}\d)(?=(?:[A-Z]{0,2}\d){6})[A-Z\d]{7,10}(?![A-Z\d])/giu,
  ],
  // GA 36-2018, with six signs for electric cars; in the middle of a Chinese word (全新A12345) it is none
  [
    "PLATE",
    /(?<=^|[^\p{Script=Han}]|[牌号车辆是为叫的开停挪部台])[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-HJ-NP-Z][ ·•.-]?(?=(?:[A-HJ-NP-Z]{0,2}\d){3})[A-HJ-NP-Z\d]{4,5}[A-HJ-NP-Z\d挂学警港澳领](?![A-Z\d])/giu,
  ],
  ["IP", /(?<![\d.])(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)(?![\d.])/g],
  ["IP", /(?<![\w:])[\da-f:]{3,39}(?![\w:])/gi, isIPv6],
  ["PHONE", /(?<!\d)(?:\(?(?:\+|00)?86\)?[ .-]?)?1[3-9]\d{9}(?!\d)/g],
  ["CARD", /(?<!\d)\d(?:[ -]?\d){12,18}(?!\d)/g, isBankCard],
  ["PHONE", /(?<!\d[ .-]?)(?:\(?(?:\+|00)?86\)?[ .-]?)?1[ .-]?[3-9](?:[ .-]?\d){9}(?![ .-]?\d)/g],
  ["PHONE", /[零〇一幺二两三四五六七八九]{7,13}/gu],
  ["PHONE", /(?<!\d)(?:\(0\d{2,3}\) ?|0[1-9]\d{1,2}[ -]?)\d{3,4}[ -]?\d{4}(?:(?:[ -]|转)\d{1,5})?(?!\d)/g],
  ["PHONE", /(?<!\d)(?:\+|00)[1-9]\d{0,2}[ -]?(?:\(?\d{1,4}\)?[ -]?){2,5}\d{2,4}(?!\d)/g],
  ["PHONE", /(?<!\d)(?:\(\d{3}\) ?|\d{3}-)\d{3}-\d{4}(?!\d)/g],
  [
    "HANDLE",
    /(?:微信群?号?|[v薇威]信号?|卫星号|qq群?号?|[qv]号|扣扣|企鹅号?|电报|(?:抖音|快手|小红书|微博)号)[ :是为叫]{0,3}@?[A-Za-z0-9_-]{5,32}/giu,
  ],
  // "加我v: abc_123"; without a sign between only what has a digit, or "加vitamin" were one
  [
    "HANDLE",
    /(?:加|➕|\+)(?:一?下|个)?(?:我|俺)?的? ?(?:vx?|wx?|q|微|薇|威|扣)(?:[ ]?[:是为]+[ ]?| ?(?=[a-z-]{0,31}[\d_]))[A-Za-z0-9_-]{5,32}/giu,
  ],
  [
    "HANDLE",
    /\b(?:vx|wx|wechat|weixin|telegram|tg)(?: id)?(?:[ :是为]{0,3}@|[ ]?[:是为][ ]?| is |[ ]?(?=[a-z-]*[\d_]))[A-Za-z0-9_-]{5,32}/giu,
  ],
  ["HANDLE", /(?<![\p{L}\p{N}_])@[A-Za-z][A-Za-z0-9_]{4,31}/gu],
  [
    "ADDRESS",
    /\p{Script=Han}{1,20}(?:路|街|道|巷|弄|村)\s?\d+\s?(?:号|弄)(?!桌|线|店)(?:\s?\d+\s?(?:号楼|栋|幢|单元|室|号))*/gu,
  ],
  ["ADDRESS", /\p{Script=Han}{0,10}\d+\s?(?:栋|幢|号楼|单元)\s?(?:\d+\s?单元\s?)?\d{2,4}(?:室|房|号)?/gu],
  [
    "ADDRESS",
    /\b\d{1,5}[A-Za-z]? (?:[A-Z][a-z]+ ){1,3}(?:Street|St|Road|Rd|Avenue|Ave|Lane|Ln|Drive|Dr|Boulevard|Blvd|Court|Ct|Way|Square|Place)\b/g,
  ],
];

/**
 * The text as a provider may see it: NFKC, without invisible characters, personal data of structured
 * kinds replaced by [KIND]. What was replaced is not kept: nothing of it is ever put back into an answer.
 */
export function redact(text: string): string {
  const plain = text.normalize("NFKC").replace(/\p{Cf}/gu, "");
  return forms.reduce(
    (rest, [kind, pattern, isReal]) =>
      rest.replace(pattern, (found) => (!isReal || isReal(found) ? `[${kind}]` : found)),
    plain,
  );
}

/** The check digit of GB 11643 (ISO 7064 MOD 11-2). */
function isIdCard(written: string): boolean {
  const id = written.replace(/[ -]/g, "");
  let sum = 0;
  for (let i = 0; i < 17; i++) sum += Number(id[i]) * (2 ** (17 - i) % 11);
  return "10X98765432"[sum % 11] === id[17]?.toUpperCase();
}

/** The check digit of Luhn, ISO/IEC 7812. */
function isBankCard(card: string): boolean {
  const digits = card.replace(/\D/g, "");
  let sum = 0;
  for (let i = 0; i < digits.length; i++) {
    const digit = Number(digits[digits.length - 1 - i]);
    const doubled = i % 2 === 1 ? digit * 2 : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}
