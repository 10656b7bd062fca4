const unstorable = /\0|\p{Surrogate}/gu;

/** Removes what PostgreSQL's text cannot hold: NUL, and halves of surrogate pairs. */
export function clean(text: string): string {
  return text.replace(unstorable, "");
}
