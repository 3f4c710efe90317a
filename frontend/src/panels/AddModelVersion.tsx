/** Adds a model version: its file, its manifest and, for models in two files, its decoder. */
import { type FormEvent, useId, useState } from "react";
import { ApiError } from "../api/http";
import { registerModelVersion } from "../api/portal";
import { tellTrial } from "../model/loop/trial";
import { faultsByFile, type ModelFile } from "../model/modelFiles";
import { loadModelVersions } from "../state/releasesStore";
import { toast } from "../state/toastStore";
import { Dialog, DialogFoot } from "./ui/Dialog";

type Faults = Partial<Record<ModelFile, string>>;

export function AddModelVersion({ projectId, onClose }: { projectId: string; onClose: () => void }) {
  const [files, setFiles] = useState<Partial<Record<ModelFile, File>>>({});
  const [faults, setFaults] = useState<Faults>({});
  const [fault, setFault] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const { model, manifest, decoder } = files;

  const choose = (part: ModelFile) => (file: File | undefined) => {
    const { [part]: _before, ...others } = files;
    setFiles(file ? { ...others, [part]: file } : others);
    const { [part]: _settled, ...open } = faults;
    setFaults(open);
  };
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (!model || !manifest) return;
    setBusy(true);
    setFault(null);
    try {
      const made = await registerModelVersion(projectId, model, manifest, decoder ?? null);
      await loadModelVersions(projectId);
      onClose();
      const name = `${made.name} ${made.version}`;
      if (made.status === "refused")
        toast(`${name} was refused: ${made.trial?.reason ?? "see its card."}`, "bad");
      else toast(`${name} is a candidate.${made.trial ? ` ${tellTrial(made.trial).words}.` : ""}`, "good");
    } catch (error) {
      const named = error instanceof ApiError ? faultsByFile(error.code, error.fields) : {};
      setFaults(named);
      const { message } = error as Error;
      setFault(Object.values(named).some((reason) => message.includes(reason)) ? null : message);
      setBusy(false);
    }
  };
  return (
    <Dialog title="Add a model version" onClose={onClose}>
      <form className="stack" onSubmit={submit}>
        <FileField name="ONNX file" accept=".onnx" required fault={faults.model} onChange={choose("model")} />
        <FileField
          name="Manifest (TOML or JSON): name, labels, input size, thresholds"
          accept=".toml,.json"
          required
          fault={faults.manifest}
          onChange={choose("manifest")}
        />
        <FileField
          name="Decoder, for models in two files (optional)"
          accept=".onnx"
          fault={faults.decoder}
          onChange={choose("decoder")}
        />
        <p className="muted small" role="status">
          {busy
            ? "It is loaded, checked, and tried on up to eight of the newest pictures. That takes some seconds."
            : ""}
        </p>
        <DialogFoot
          fault={fault}
          act={busy ? "Checking…" : "Add"}
          ready={!busy && model !== undefined && manifest !== undefined}
          onCancel={onClose}
        />
      </form>
    </Dialog>
  );
}

function FileField({
  name,
  accept,
  required = false,
  fault,
  onChange,
}: {
  name: string;
  accept: string;
  required?: boolean;
  fault: string | undefined;
  onChange: (file: File | undefined) => void;
}) {
  const faultId = useId();
  return (
    <label className="field">
      <span>{name}</span>
      <input
        type="file"
        accept={accept}
        required={required}
        aria-invalid={fault !== undefined}
        aria-describedby={fault === undefined ? undefined : faultId}
        onChange={(event) => onChange(event.target.files?.[0])}
      />
      {fault !== undefined && (
        <span className="fault" role="alert" id={faultId}>
          {fault}
        </span>
      )}
    </label>
  );
}
