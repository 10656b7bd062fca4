/**
 * Text from strangers as PostgreSQL and Telegram take it: NUL characters go (PostgreSQL refuses
 * them), a surrogate without its partner becomes U+FFFD (it has no UTF-8 form). Every text and name comes through
 * here, and looking for a NUL takes a quarter of what replacing none takes.
 */
export function clean(text: string): string {
  return (text.includes("\0") ? text.replaceAll("\0", "") : text).toWellFormed();
}
