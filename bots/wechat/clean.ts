/**
 * Text from strangers as PostgreSQL takes it: NUL characters go (PostgreSQL refuses them), a
 * surrogate without its partner becomes U+FFFD (it has no UTF-8 form).
 */
export function clean(text: string): string {
  return text.replaceAll("\0", "").toWellFormed();
}
