// The live protocol (shuzhi.v1): subscriptions, states and merge patches, pictures; reconnects by itself.

const HEARTBEAT_MS = 10000;
const FRAME_HEAD_BYTES = 16;

// RFC 7396.
export function mergePatch(target, patch) {
    if (patch === null || typeof patch !== "object" || Array.isArray(patch)) {
        return patch;
    }
    const result = target !== null && typeof target === "object" && !Array.isArray(target) ? { ...target } : {};
    for (const [key, value] of Object.entries(patch)) {
        if (value === null) {
            delete result[key];
        } else {
            result[key] = mergePatch(result[key], value);
        }
    }
    return result;
}

export class Live {
    constructor() {
        this.subscriptions = new Map(); // id -> {request, onState, onPicture, onError, seq, state}
        this.nextId = 1;
        this.failures = 0;
        this.lastFrameMs = null; // by performance.now()
        this.serverOffsetMs = 0; // server time - local time
        this.lastServerTime = null;
        this.listeners = new Set();
    }

    // handlers: {state(state, time), picture(blob), error(error)}.  Returns the id.
    subscribe(request, handlers) {
        const id = this.nextId++;
        this.subscriptions.set(id, { request, handlers, seq: 0, state: null, heardMs: null });
        this.#say({ op: "subscribe", id, ...request });
        return id;
    }

    unsubscribe(id) {
        if (this.subscriptions.delete(id)) {
            this.#say({ op: "unsubscribe", id });
        }
    }

    heardMs(id) {
        return this.subscriptions.get(id)?.heardMs ?? null;
    }

    get isOpen() {
        return this.socket?.readyState === WebSocket.OPEN;
    }

    // Seconds since anything came.
    get silentS() {
        return this.lastFrameMs === null ? null : Math.floor((performance.now() - this.lastFrameMs) / 1000);
    }

    now() {
        return new Date(Date.now() + this.serverOffsetMs);
    }

    start() {
        const scheme = location.protocol === "https:" ? "wss" : "ws";
        const socket = new WebSocket(`${scheme}://${location.host}/live`, "shuzhi.v1");
        socket.binaryType = "arraybuffer";
        this.socket = socket;
        socket.onopen = () => {
            this.failures = 0;
            this.#touch();
            for (const [id, subscription] of this.subscriptions) {
                subscription.seq = 0;
                this.#say({ op: "subscribe", id, ...subscription.request });
            }
        };
        socket.onmessage = (event) => {
            this.#touch();
            if (typeof event.data === "string") {
                this.#onText(JSON.parse(event.data));
            } else {
                this.#onPicture(event.data);
            }
        };
        socket.onclose = () => this.#again();
        clearInterval(this.watchdog);
        this.watchdog = setInterval(() => {
            if (performance.now() - (this.lastFrameMs ?? 0) > 3 * HEARTBEAT_MS && this.isOpen) {
                socket.close(4000, "silent");
            }
        }, 1000);
    }

    // 1..30 s, with jitter: a thousand walls must not come back in the same instant.
    #again() {
        const base = Math.min(30000, 1000 * 2 ** this.failures++);
        setTimeout(() => this.start(), base * (0.5 + Math.random() / 2));
    }

    #touch() {
        this.lastFrameMs = performance.now();
    }

    #say(message) {
        if (this.isOpen) {
            this.socket.send(JSON.stringify(message));
        }
    }

    #onText(message) {
        const subscription = this.subscriptions.get(message.id);
        if (message.time) {
            const server = Date.parse(message.time);
            this.serverOffsetMs = server - Date.now();
            this.lastServerTime = new Date(server);
        }
        if (!subscription) {
            return;
        }
        if (message.error) {
            subscription.handlers.error?.(message.error);
            return;
        }
        subscription.heardMs = performance.now();
        if (message.state !== undefined) {
            subscription.state = message.state;
        } else if (message.delta !== undefined) {
            if (message.seq !== subscription.seq + 1) { // a gap: from the beginning
                this.#say({ op: "unsubscribe", id: message.id });
                this.#say({ op: "subscribe", id: message.id, ...subscription.request });
                return;
            }
            subscription.state = mergePatch(subscription.state, message.delta);
        } else {
            return; // a heartbeat
        }
        subscription.seq = message.seq;
        subscription.handlers.state?.(subscription.state, message.time);
    }

    #onPicture(buffer) {
        const view = new DataView(buffer);
        if (buffer.byteLength <= FRAME_HEAD_BYTES || view.getUint8(0) !== 1) {
            return;
        }
        const subscription = this.subscriptions.get(view.getUint32(4));
        if (subscription) {
            subscription.heardMs = performance.now();
            const type = view.getUint8(1) === 2 ? "image/svg+xml" : "image/png";
            subscription.handlers.picture?.(new Blob([buffer.slice(FRAME_HEAD_BYTES)], { type }));
        }
    }
}
