/** The door: email and password, or the demo account where the stage has one. */
import { useState, type FormEvent } from "react";
import { useServices } from "@/lib/services";
import { Button } from "@/ui/basic";
import { TextField } from "@/ui/Field";
import "./sign-in.css";

export function SignInPage() {
  const { config } = useServices();
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const { busy, problem, signIn } = useSignIn();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void signIn(email, password);
  };
  return (
    <main className="sign-in">
      <form className="card stack" onSubmit={submit}>
        <div className="brand">
          <span className="coin" aria-hidden="true" />
          <h1>Oh My Coins</h1>
        </div>
        <TextField label="Email" type="email" autoComplete="username" required value={email} onValue={setEmail} />
        <TextField label="Password" type="password" autoComplete="current-password" required value={password} onValue={setPassword} />
        <div role="alert" className="down small">{problem}</div>
        <Button look="primary" type="submit" busy={busy && "Signing in…"}>Sign in</Button>
        {config.demo && <Demo demo={config.demo} busy={busy} onUse={signIn} />}
      </form>
    </main>
  );
}

type SignIn = (email: string, password: string) => Promise<void>;

function Demo({ demo, busy, onUse }: { demo: { email: string; password: string }; busy: boolean; onUse: SignIn }) {
  return (
    <div className="demo stack-s">
      <span className="small muted">
        Demo account of this stage: paper and simulated trading only.
      </span>
      <dl className="facts small">
        <dt>Email</dt>
        <dd className="mono">{demo.email}</dd>
        <dt>Password</dt>
        <dd className="mono">{demo.password}</dd>
      </dl>
      <Button disabled={busy} onClick={() => void onUse(demo.email, demo.password)}>Use the demo account</Button>
    </div>
  );
}

function useSignIn(): { busy: boolean; problem: string; signIn: SignIn } {
  const { session } = useServices();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState("");
  const signIn: SignIn = async (email, password) => {
    setBusy(true);
    setProblem("");
    try {
      await session.signIn(email, password);
    } catch (error) {
      setProblem(error instanceof Error ? error.message : "Sign-in failed.");
      setBusy(false);
    }
  };
  return { busy, problem, signIn };
}
