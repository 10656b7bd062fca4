/** Where a sentence ends, and where a clause does; expects NFKC. The comma of 1,000 and the colon of 16:00 end nothing. */
const sentenceEnd = /[。;!?\n]|\.(?=\s|$)/u;
const clauseEnd = /(?<!\d)[,:]|[,:](?!\d)/u;
const token = /\d+(?:[.,:]\d+)*|[\p{Script=Latin}']+|\p{Script=Han}|[%$¥€£°]/gu;

/** A clause that another one hangs on: without it, or with another, that one says something else. */
const condition =
  /如果|若|要是|假如|倘|只|仅|限|除|否则|不然|须|需|必|才|但|不过|的话|凭|未|没|已|非|(?:后|前|(?<!小)时|内|期间|情况下)$|^在|\b(?:if|unless|only|except|provided|otherwise|but|however|must|as long as|when|while|once)\b|^(?:after|before|within|until|during|with|without|for|in|on|at|from)\b/u;
/** "Members, 9 to 5": a clause of so few words is what the next one is about. */
const fewWords = /^(?:\p{Script=Han}{1,3}|[\p{Script=Latin}']+(?: [\p{Script=Latin}']+)?)$/u;
const justYes = /^(?:可以|能|行|有|有的|会|yes|sure|no problem)$/u;

/** How a phrase that says when or where ends, in Chinese, and how one begins. */
const phraseEnd = /^[内后前里外中时间]$/u;
const phraseStart = /^(?:在|within|after|before|until|from|during|in|on|at|by)$/u;

interface Clause {
  tokens: readonly string[];
  /** which of all sentences it is in */
  sentence: number;
  isCondition: boolean;
}

/**
 * Whether what is said means what the source means, as far as the order of words tells: null, or the rule
 * that is broken.
 *
 * - order: a clause has every word of one of the source's clauses, as often and in the same order. So 7 天内 does not
 *   become 7 天后, no two things change places, no figure goes to another word, and no "only" and no 未拆封 is
 *   lost. One phrase of time or place may stand elsewhere, where there is no second figure to mistake it for.
 * - condition: the clauses of one sentence are neighbours in the source; a sentence with a condition is said
 *   whole; and where more than two clauses meet, or a bare topic ("Members, …"), they stay in their order.
 *
 * Rather too strict: what is refused is said in the entry's own words.
 * @param isEmpty words that add nothing to what is said, and may come and go
 */
export function senseBroken(
  said: string,
  source: string,
  isEmpty: (word: string) => boolean,
): "order" | "condition" | null {
  const sources = clausesOf(source, isEmpty);
  const sentences: number[][] = [];
  for (const { tokens, sentence } of clausesOf(said, isEmpty)) {
    const last = sentences[sentence]?.at(-1) ?? -1;
    const same = sources.flatMap((clause, i) => (isSame(tokens, clause.tokens) ? [i] : []));
    const from = same.find((i) => i > last) ?? same[0];
    if (from === undefined) return "order";
    (sentences[sentence] ??= []).push(from);
  }
  return sentences.every((used) => keepsConditions(used, sources)) ? null : "condition";
}

function clausesOf(text: string, isEmpty: (word: string) => boolean): Clause[] {
  return text.split(sentenceEnd).flatMap((words, sentence) =>
    words.split(clauseEnd).flatMap((written): Clause[] => {
      const clause = written.trim();
      const all = clause.match(token) ?? [];
      const tokens = all.filter((word) => !isEmpty(word));
      if (all.length === 0) return [];
      const isTopic = fewWords.test(clause) && !justYes.test(clause);
      return tokens.length === 0 ? [] : [{ tokens, sentence, isCondition: isTopic || condition.test(clause) }];
    }),
  );
}

/** Are the clauses of a sentence, by their places in the source, together there, and with all that conditions hang on? */
function keepsConditions(used: readonly number[], sources: readonly Clause[]): boolean {
  const places = new Set(used);
  if (places.size < used.length || Math.max(...used) - Math.min(...used) >= used.length) return false;
  const from = new Set(used.map((place) => sources[place]?.sentence));
  const whole = sources.flatMap(({ sentence }, place) => (from.has(sentence) ? [place] : []));
  const conditions = whole.filter((place) => sources[place]?.isCondition);
  const inOrder = used.every((place, i) => i === 0 || place > (used[i - 1] ?? 0));
  if (conditions.length > 0 && whole.some((place) => !places.has(place))) return false;
  return inOrder || (used.length === 2 && (conditions.length === 0 || whole.length === 2));
}

/** The same words in the same order, or with one phrase of time or place elsewhere. */
function isSame(said: readonly string[], source: readonly string[]): boolean {
  if (said.length !== source.length) return false;
  let start = 0;
  while (start < said.length && said[start] === source[start]) start++;
  if (start === said.length) return true;
  let end = said.length;
  while (said[end - 1] === source[end - 1]) end--;
  if (source.filter((word) => /\d/u.test(word)).length > 1) return false;
  const [middle, wanted] = [source.slice(start, end), said.slice(start, end).join(" ")];
  return middle.some((_, cut) => {
    const [first, second] = [middle.slice(0, cut), middle.slice(cut)];
    return (isPhrase(first) || isPhrase(second)) && [...second, ...first].join(" ") === wanted;
  });
}

const isPhrase = (words: readonly string[]): boolean =>
  words.length > 1 && (phraseEnd.test(words.at(-1) ?? "") || phraseStart.test(words[0] ?? ""));
