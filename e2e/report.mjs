// A reporter for `node --test` that writes one line of JSON a test, so that
// e2e_test.go can count walks as Go tests.
export default async function* report(source) {
  for await (const { type, data } of source) {
    if (type !== "test:pass" && type !== "test:fail") continue;
    if (data.nesting > 0) continue;
    const cause = data.details.error?.cause;
    yield JSON.stringify({
      name: data.name,
      file: data.file,
      failed: type === "test:fail",
      skipped: Boolean(data.skip || data.todo),
      seconds: data.details.duration_ms / 1000,
      error: type === "test:fail" ? String(cause?.stack || cause || data.details.error) : "",
    }) + "\n";
  }
}
