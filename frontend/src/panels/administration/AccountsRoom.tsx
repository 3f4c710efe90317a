/** Accounts: who may sign in, who administrates, who is what where. */
import { KeyRound, LockOpen, UserPlus } from "lucide-react";
import { useState } from "react";
import { useStore } from "zustand";
import type { AccountQuery } from "../../api/administration";
import type { AccountLine } from "../../contract/administration";
import { accounts, alterAccount, copyResetLink, liftLockout } from "../../state/administration";
import { projectPath } from "../../state/routeStore";
import { ConfirmButton } from "../ui/ConfirmButton";
import { showDate, showMoment } from "../ui/format";
import { Chip, Link } from "../ui/parts";
import { Listed, NameSearch } from "./Listed";
import { NewAccountDialog } from "./NewAccountDialog";

const ROLES_SHOWN = 3;
const search = (q: string) => accounts.ask({ q });

export function AccountsRoom() {
  const query = useStore(accounts.store, (state) => state.query);
  const [making, setMaking] = useState(false);
  return (
    <>
      <div className="work-filters">
        <NameSearch onSearch={search} />
        <label className="compare-pick">
          <span className="visually-hidden">Order</span>
          <select
            value={query.q ? "name" : query.sort}
            disabled={query.q !== ""}
            onChange={(event) => accounts.ask({ sort: event.target.value as AccountQuery["sort"] })}
          >
            <option value="name">By name</option>
            <option value="joined">Newest first</option>
            <option value="seen">Last sign-in first</option>
          </select>
        </label>
        <button type="button" className="btn small primary" onClick={() => setMaking(true)}>
          <UserPlus size={14} aria-hidden="true" /> New account
        </button>
      </div>
      <Listed
        list={accounts}
        of="accounts"
        heads={["Name", "Projects", "Joined", "Last sign-in", "Acts"]}
        row={(account) => <Row key={account.id} account={account} />}
      />
      {making && <NewAccountDialog onClose={() => setMaking(false)} />}
    </>
  );
}

function Row({ account }: { account: AccountLine }) {
  const { id, name, is_active: active, is_admin: admin, roles } = account;
  return (
    <tr className={active ? undefined : "admin-off"}>
      <td>
        <strong>{name}</strong> {admin && <Chip tone="live">administrator</Chip>}
        {!active && <Chip tone="warn">deactivated</Chip>}
        {account.email && <div className="muted small">{account.email}</div>}
      </td>
      <td className="clip">
        {roles.slice(0, ROLES_SHOWN).map((held) => (
          <div key={held.project_id} className="small">
            <Link to={projectPath(held.project_id)}>{held.project_name}</Link>{" "}
            <span className="muted">{held.role}</span>
          </div>
        ))}
        {roles.length > ROLES_SHOWN && (
          <span
            className="muted small"
            data-tip={roles.map((held) => `${held.project_name}: ${held.role}`).join("\n")}
          >
            and {roles.length - ROLES_SHOWN} more
          </span>
        )}
      </td>
      <td className="muted nowrap" data-tip={showDate(account.joined_at)}>
        {showMoment(account.joined_at)}
      </td>
      <td className="muted nowrap">{account.seen_at ? showMoment(account.seen_at) : "never"}</td>
      <td className="acts">
        <button
          type="button"
          className="icon-btn"
          data-tip="Copy a link to set a new password"
          aria-label={`Reset link for ${name}`}
          disabled={!active}
          onClick={() => void copyResetLink(id)}
        >
          <KeyRound size={15} aria-hidden="true" />
        </button>
        <button
          type="button"
          className="icon-btn"
          data-tip="Forget failed sign-ins"
          aria-label={`Lift the lockout of ${name}`}
          onClick={() => void liftLockout(id)}
        >
          <LockOpen size={15} aria-hidden="true" />
        </button>
        <ConfirmButton
          asks
          question={admin ? "Really no administrator?" : "Let them administrate?"}
          name={admin ? `Take administration from ${name}` : `Make ${name} an administrator`}
          questionName="Confirm"
          className="btn small"
          onConfirm={() => void alterAccount(id, { is_admin: !admin })}
        >
          {admin ? "No administrator" : "Administrator"}
        </ConfirmButton>
        <ConfirmButton
          asks={active}
          question="Sign them out everywhere?"
          name={active ? `Deactivate ${name}` : `Activate ${name}`}
          questionName="Confirm"
          className="btn small"
          onConfirm={() => void alterAccount(id, { is_active: !active })}
        >
          {active ? "Deactivate" : "Activate"}
        </ConfirmButton>
      </td>
    </tr>
  );
}
