import { TelewireError } from "@telewire/client";
import type { SessionEvidence, SessionView } from "@telewire/contracts";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import type { ReactNode } from "react";
import type { Live } from "../state/live.ts";
import { formatAgo, formatMs, formatNumber } from "../ui/format.ts";
import { failureWords } from "../ui/failure-words.ts";
import { useNow } from "../ui/use-now.ts";
import { sessionErrorWords } from "../ui/words.ts";
import { LoginWizard } from "./login-wizard.tsx";

const GOOD = new Set(["live"]);
const BUSY = new Set(["connecting", "catching-up"]);

/** Sessions with the evidence for their health: when something last came, not whether a flag is set. */
export function SessionList({ live, canAdd }: { readonly live: Live; readonly canAdd: boolean }): ReactNode {
  const queries = useQueryClient();
  const now = useNow();
  const [isAdding, setIsAdding] = useState(false);
  const { data, error } = useQuery({
    queryKey: ["sessions"],
    queryFn: async ({ signal }) => (await live.client.call("listSessions", {}, { signal })).data.sessions,
    refetchInterval: 10_000,
  });
  useEffect(
    () =>
      live.onStatus(({ sessionId, state, evidence, nodeId }) => {
        queries.setQueryData<SessionView[]>(["sessions"], (sessions) => {
          if (sessions?.some((session) => session.sessionId === sessionId) !== true) {
            void queries.invalidateQueries({ queryKey: ["sessions"] });
            return sessions;
          }
          return sessions.map((session) =>
            session.sessionId === sessionId ? { ...session, state, evidence, nodeId } : session,
          );
        });
      }),
    [live, queries],
  );
  return (
    <section className="panel sessions" aria-label="Sessions">
      <header>
        <h2>Sessions</h2>
        {canAdd && (
          <button type="button" className="quiet" onClick={() => setIsAdding(!isAdding)} aria-expanded={isAdding}>
            {isAdding ? "Cancel" : "Add an account"}
          </button>
        )}
      </header>
      {isAdding && (
        <LoginWizard
          live={live}
          onDone={() => {
            setIsAdding(false);
            void queries.invalidateQueries({ queryKey: ["sessions"] });
          }}
        />
      )}
      {error !== null && (
        <p className="problem" role="alert">
          {failureWords(TelewireError.from(error))}
          {data === undefined ? "" : " Below is what was known last."}
        </p>
      )}
      {data?.length === 0 && (
        <p className="hint">
          No account is logged in yet. Add one here, or with <code>telewire login</code>.
        </p>
      )}
      <ul className={error === null ? "" : "of-before"}>
        {data?.map((session) => (
          <SessionItem key={session.sessionId} session={session} now={now} />
        ))}
      </ul>
    </section>
  );
}

function SessionItem({
  session: { sessionId, state, user, evidence },
  now,
}: {
  readonly session: SessionView;
  readonly now: number;
}): ReactNode {
  const tone = GOOD.has(state) ? "good" : BUSY.has(state) ? "busy" : "bad";
  return (
    <li className="session">
      <div className="session-title">
        <span className={`state ${tone}`}>{state}</span>
        <b>{sessionId}</b>
        <span className="hint">
          {user.firstName}
          {user.username === undefined ? "" : ` @${user.username}`}
        </span>
      </div>
      {evidence === null ? (
        <p className="hint">Nothing is known about it at this moment.</p>
      ) : (
        <Evidence evidence={evidence} now={now} />
      )}
    </li>
  );
}

function Evidence({ evidence, now }: { readonly evidence: SessionEvidence; readonly now: number }): ReactNode {
  const {
    lastUpdateAt,
    lastProbeAt,
    lastProbeMs,
    messages,
    backfilled,
    reconnects,
    gapsRecovered,
    pendingAppends,
    lastError,
  } = evidence;
  return (
    <dl className="evidence">
      <div>
        <dt>last update</dt>
        <dd>{formatAgo(lastUpdateAt, now)}</dd>
      </div>
      <div>
        <dt>last probe</dt>
        <dd>
          {formatAgo(lastProbeAt, now)}
          {lastProbeMs === null ? "" : ` (${formatMs(lastProbeMs)})`}
        </dd>
      </div>
      <div>
        <dt>messages</dt>
        <dd>
          {formatNumber(messages)}
          {backfilled > 0 ? ` (${formatNumber(backfilled)} backfilled)` : ""}
        </dd>
      </div>
      <div>
        <dt>reconnects</dt>
        <dd>{reconnects}</dd>
      </div>
      <div>
        <dt>gaps filled</dt>
        <dd>{gapsRecovered}</dd>
      </div>
      {pendingAppends > 0 && (
        <div>
          <dt>waiting for the log</dt>
          <dd>{pendingAppends}</dd>
        </div>
      )}
      {lastError !== null && (
        <div className="problem">
          <dt>last error</dt>
          <dd>{sessionErrorWords(lastError)}</dd>
        </div>
      )}
    </dl>
  );
}
