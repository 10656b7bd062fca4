/** Kinds of personal data found by their form. Names are not: they have none. */
const tokens: readonly (readonly [kind: string, pattern: RegExp, isReal?: (found: string) => boolean])[] = [
  ["EMAIL", /[\p{L}\p{N}._%+-]+@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+/gu],
  ["TOKEN", /\b\d{6,12}:[A-Za-z0-9_-]{25,}\b|\b(?:sk|pk|ghp|xox[a-z])[-_][A-Za-z0-9_-]{16,}\b/g],
  ["LINK", /https?:\/\/\S*[?&](?:token|sign|signature|sig|key|secret|auth|code)=\S*/gi],
  ["ID", /(?<!\d)\d{6}(?:18|19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx](?![\dXx])/g, isIdCard],
  ["IP", /(?<![\d.])(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)(?![\d.])/g],
  ["CARD", /(?<!\d)\d(?:[ -]?\d){12,18}(?!\d)/g, isBankCard],
  ["PHONE", /(?<!\d)(?:\+?86[ -]?)?1[3-9]\d(?:[ -]?\d{4}){2}(?!\d)/g],
  ["PHONE", /(?<!\d)0\d{2,3}[ -]\d{7,8}(?:[ -]\d{1,5})?(?!\d)|(?<!\d)\(0\d{2,3}\) ?\d{7,8}(?!\d)/g],
  ["PHONE", /(?<!\d)\+\d{1,3}[ -]?(?:\(?\d{1,4}\)?[ -]?){2,5}\d{2,4}(?!\d)/g],
  ["HANDLE", /(?:微信号?|vx|wechat(?: id)?|weixin|qq号?|telegram|tg|电报)[ :：是为]{0,3}@?[A-Za-z0-9_-]{5,32}/giu],
  ["HANDLE", /(?<![\p{L}\p{N}_])@[A-Za-z][A-Za-z0-9_]{4,31}/gu],
  [
    "ADDRESS",
    /(?:\p{Script=Han}{2,8}(?:省|自治区))?\p{Script=Han}{2,8}[市州县区](?:\p{Script=Han}{1,10}[区县镇乡])?\p{Script=Han}{1,12}(?:路|街|道|巷|弄|村)\s?\d+(?:号|弄)(?:\s?\d+\s?(?:号楼|栋|幢|单元|室|号))*/gu,
  ],
];

/**
 * The text as a provider may see it: NFKC, without invisible characters, personal data of structured
 * kinds replaced by [KIND]. What was replaced is not kept: nothing of it is ever put back into an answer.
 */
export function redact(text: string): string {
  const plain = text.normalize("NFKC").replace(/\p{Cf}/gu, "");
  return tokens.reduce(
    (rest, [kind, pattern, isReal]) =>
      rest.replace(pattern, (found) => (!isReal || isReal(found) ? `[${kind}]` : found)),
    plain,
  );
}

/** The check digit of GB 11643 (ISO 7064 MOD 11-2). */
function isIdCard(id: string): boolean {
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
