import type { ReactNode } from "react";

export function SignIn({ problem }: { readonly problem: string | undefined }): ReactNode {
  return (
    <main className="sign-in">
      <h1>Telewire</h1>
      {problem !== undefined && (
        <p className="problem" role="alert">
          {problem}
        </p>
      )}
      <p>You are not signed in. A sign-in link works once; whoever runs the server makes one with</p>
      <pre>npm run telewire -- signin-link</pre>
      <p className="hint">The demo prints one when it starts, and the command that makes another.</p>
    </main>
  );
}
