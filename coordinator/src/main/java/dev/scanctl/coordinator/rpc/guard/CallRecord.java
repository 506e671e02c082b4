package dev.scanctl.coordinator.rpc.guard;

import dev.scanctl.coordinator.access.Caller;
import dev.scanctl.coordinator.access.Effect;
import dev.scanctl.coordinator.audit.Audit;
import dev.scanctl.coordinator.audit.AuditEntry;
import dev.scanctl.coordinator.audit.Strangers;
import io.grpc.Status;

/** What goes on record of one call. */
final class CallRecord {
    private final Audit audit;
    private final Strangers strangers;
    private final Caller caller;
    private final String call;
    private final Effect effect;
    /** Set by the thread that reads the call, read by the one that ends it. */
    private volatile boolean begun;

    CallRecord(Audit audit, Strangers strangers, Caller caller, String call, Effect effect) {
        this.audit = audit;
        this.strangers = strangers;
        this.caller = caller;
        this.call = call;
        this.effect = effect;
    }

    /**
     * The first message is here, and nothing was done yet.
     *
     * @throws dev.scanctl.coordinator.audit.AuditUnavailable if it may not be done, since it cannot be put on record
     */
    void begins(Object request) {
        if (begun || effect == Effect.LOOKS) {
            return;
        }
        begun = true;
        AuditEntry.Event event = effect == Effect.READS ? AuditEntry.Event.READ : AuditEntry.Event.ASKED;
        AuditEntry entry = entry(event, CallText.of(request));
        if (effect == Effect.AT_ONCE) {
            audit.later(entry);
        } else {
            audit.record(entry);
        }
    }

    /** The call was answered. A refusal, and a change that did not come about, is told of. */
    void ends(Status status) {
        boolean refused = switch (status.getCode()) {
            case PERMISSION_DENIED, UNAUTHENTICATED -> true;
            case OK, CANCELLED -> false;
            default -> begun && effect != Effect.READS;
        };
        if (refused) {
            String why = status.getDescription() == null ? status.getCode().name() : status.getDescription();
            if (caller.isStranger()) {
                strangers.refused(caller.source(), call, why);
            } else {
                audit.later(entry(AuditEntry.Event.REFUSED, why));
            }
        }
    }

    private AuditEntry entry(AuditEntry.Event event, String what) {
        return new AuditEntry(caller.actor(), caller.source(), call, event, what);
    }
}
