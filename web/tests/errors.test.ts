import { expect, test } from "vitest";
import { adviceFor, ApiProblem, problemFrom, worthRepeating } from "@/lib/api/errors";

test("the problem body is read into its parts", async () => {
  const body = { code: "invalid_spec", message: "no", fields: [{ path: "body.name", message: "expected a name" }], request_id: "r-1", retry_after: 3 };
  const problem = await problemFrom(new Response(JSON.stringify(body), { status: 422 }));
  expect(problem).toMatchObject({ status: 422, code: "invalid_spec", requestId: "r-1", retryAfterSeconds: 3 });
  expect(problem.fields).toEqual([{ path: "body.name", message: "expected a name" }]);
});

test("an answer without a body still says its status", async () => {
  const problem = await problemFrom(new Response("<html>", { status: 502, statusText: "Bad Gateway" }));
  expect([problem.code, adviceFor(problem).next]).toEqual(["http_502", "retry"]);
});

test("each status leads to its own next step", () => {
  const steps = [0, 400, 401, 403, 404, 409, 422, 423, 429, 500, 502, 503, 504].map((status) => adviceFor(new ApiProblem(status, "", "")).next);
  expect(steps).toEqual(["retry", "fix", "sign-in", "none", "none", "reload", "fix", "resume", "wait", "retry", "retry", "retry", "retry"]);
});

test("a limit says how long to wait", () => {
  expect(adviceFor(new ApiProblem(429, "", "", [], null, 7)).advice).toContain("7 s");
});

test("only what waiting may cure is repeated", () => {
  expect([0, 429, 500, 503].every((status) => worthRepeating(new ApiProblem(status, "", "")))).toBe(true);
  expect([400, 401, 403, 404, 409, 422, 423].some((status) => worthRepeating(new ApiProblem(status, "", "")))).toBe(false);
});
