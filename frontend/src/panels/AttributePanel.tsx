/** What the selected objects carry beside label and shape: one field for all of them, differing ones shown as mixed. */
import {
  Blend,
  BringToFront,
  EyeOff,
  Group,
  History,
  Lock,
  LockOpen,
  SendToBack,
  Ungroup,
} from "lucide-react";
import { type KeyboardEvent, useEffect, useMemo, useRef } from "react";
import { useStore } from "zustand";
import type { Annotation } from "../contract/contract";
import { askedOfAll, sharedValue } from "../model/attributes";
import { describeObjects } from "../state/describe";
import { mayEdit } from "../state/editor";
import { gapsStore } from "../state/gapsStore";
import { historyStore } from "../state/historyStore";
import { personalStore } from "../state/personalStore";
import { projectStore } from "../state/projectStore";
import { selectionStore } from "../state/selectionStore";
import { AttributeField } from "./AttributeField";
import { CommandButton } from "./ui/CommandButton";
import { useOpenFrame } from "./ui/useOpenFrame";

export function AttributePanel() {
  const annotations = useOpenFrame()?.annotations ?? null;
  const ids = useStore(selectionStore, (state) => state.ids);
  const items = useMemo(
    () => (annotations ? [...ids].flatMap((id) => annotations.get(id) ?? []) : []),
    [annotations, ids],
  );
  if (items.length === 0) return null;
  return <Selected items={items} />;
}

function Selected({ items }: { items: readonly Annotation[] }) {
  const labels = useStore(projectStore, (state) => state.project?.labels) ?? [];
  const wish = useStore(gapsStore, (state) => state.wish);
  const locked = useStore(personalStore, (state) => items.every((item) => state.locked.has(item.id)));
  const panel = useRef<HTMLElement>(null);
  const asked = askedOfAll(items, labels);
  const fixed = !mayEdit() || locked;
  const one = items.map((item) => item.id).join(" ");

  useEffect(() => {
    if (!wish) return;
    const fields = [...(panel.current?.querySelectorAll<HTMLElement>("[data-attribute]") ?? [])];
    const field = fields.find((found) => found.dataset["attribute"] === wish.name) ?? fields[0];
    field?.focus();
    gapsStore.setState({ wish: null });
  }, [wish]);

  const onKey = (event: KeyboardEvent) => {
    if (event.key !== "Escape") return;
    // The canvas would take this Escape as the wish to select nothing.
    event.stopPropagation();
    document.querySelector<HTMLElement>("[data-testid=canvas]")?.focus();
  };

  return (
    <section className="panel attributes" aria-labelledby="attributes-title" ref={panel} onKeyDown={onKey}>
      <h2 id="attributes-title">
        Attributes
        <span className="muted count">
          {items.length === 1 ? items[0]?.label : `${items.length} objects`}
        </span>
      </h2>
      <Acts items={items} locked={locked} />
      {asked.length > 0 && (
        <div className="attribute-fields" key={one}>
          {asked.map((attribute) => (
            <AttributeField
              key={attribute.name}
              asked={attribute}
              shared={sharedValue(items.map((item) => item.attributes[attribute.name]))}
              disabled={fixed}
              onAnswer={(value) => describeObjects(items, { attributes: { [attribute.name]: value } })}
            />
          ))}
        </div>
      )}
    </section>
  );
}

function Acts({ items, locked }: { items: readonly Annotation[]; locked: boolean }) {
  const hidden = useStore(personalStore, (state) => items.every((item) => state.hidden.has(item.id)));
  const told = useStore(historyStore, (state) => state.annotationId);
  const occluded = items.every((item) => item.occluded);
  const grouped = items.some((item) => item.group !== null);
  const fixed = !mayEdit() || locked;
  return (
    <div className="attribute-acts" role="toolbar" aria-label="Selected objects">
      <CommandButton command="object.occluded" icon={Blend} pressed={occluded} disabled={fixed} />
      <CommandButton command="object.front" icon={BringToFront} disabled={fixed} />
      <CommandButton command="object.back" icon={SendToBack} disabled={fixed} />
      {grouped ? (
        <CommandButton command="object.ungroup" icon={Ungroup} disabled={fixed} />
      ) : (
        <CommandButton command="object.group" icon={Group} disabled={fixed || items.length < 2} />
      )}
      <CommandButton command="object.lock" icon={locked ? Lock : LockOpen} pressed={locked} />
      <CommandButton command="object.conceal" icon={EyeOff} pressed={hidden} />
      <CommandButton
        command="object.history"
        icon={History}
        pressed={told !== null && told === items[0]?.id}
        disabled={items.length > 1}
      />
    </div>
  );
}
