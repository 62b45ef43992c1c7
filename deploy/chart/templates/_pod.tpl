{{/*
The pod of a program, as the image was proven to run: an ordinary user, no capabilities, a file system it cannot write.
(dict "root" . "component" "api" "role" "api" "program" "dist/api/main.js" …), and as needed `args` and `command`,
`env` (YAML), `probes` and `lifecycle` (YAML), `port`, `heap` (MB), `grace` (seconds), `restartPolicy`, `resources`,
`anchors`, `backups`, `affinity` (YAML), `version` (of a worker).
*/}}
{{- define "seatwise.pod" -}}
{{- $root := .root -}}
{{- $values := .root.Values -}}
metadata:
  labels:
    {{- include "seatwise.labels" (list $root .component) | nindent 4 }}
    {{- with .version }}
    worker-version: {{ . | quote }}
    {{- end }}
    {{- with $values.podLabels }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
  {{- with $values.podAnnotations }}
  annotations:
    {{- toYaml . | nindent 4 }}
  {{- end }}
spec:
  automountServiceAccountToken: false
  enableServiceLinks: false
  {{- with $values.serviceAccountName }}
  serviceAccountName: {{ . }}
  {{- end }}
  {{- with $values.image.pullSecrets }}
  imagePullSecrets:
    {{- range . }}
    - name: {{ . }}
    {{- end }}
  {{- end }}
  {{- with .restartPolicy }}
  restartPolicy: {{ . }}
  {{- end }}
  terminationGracePeriodSeconds: {{ .grace | default 30 }}
  securityContext:
    runAsNonRoot: true
    {{- with $values.runAsUser }}
    runAsUser: {{ int64 . }}
    {{- end }}
    {{- with $values.runAsGroup }}
    runAsGroup: {{ int64 . }}
    {{- end }}
    {{- with $values.fsGroup }}
    fsGroup: {{ int64 . }}
    fsGroupChangePolicy: OnRootMismatch
    {{- end }}
    seccompProfile: { type: RuntimeDefault }
  containers:
    - name: {{ .component }}
      image: {{ include "seatwise.image" $root | quote }}
      imagePullPolicy: {{ $values.image.pullPolicy }}
      {{- if .command }}
      command: {{ toJson .command }}
      {{- else }}
      command: {{ toJson (concat (list "node" .program) (.args | default list)) }}
      {{- end }}
      env:
        {{- include "seatwise.environment" . | nindent 8 }}
      {{- with $values.extraEnvFrom }}
      envFrom:
        {{- toYaml . | nindent 8 }}
      {{- end }}
      {{- if .port }}
      ports:
        - { name: http, containerPort: 4600 }
      {{- end }}
      {{- with .probes }}
      {{- . | nindent 6 }}
      {{- end }}
      resources:
        {{- toYaml .resources | nindent 8 }}
      securityContext:
        allowPrivilegeEscalation: false
        readOnlyRootFilesystem: true
        capabilities: { drop: [ALL] }
      volumeMounts:
        - { name: tmp, mountPath: /tmp }
        - { name: secrets, mountPath: /run/secrets/seatwise, readOnly: true }
        {{- if .anchors }}
        - { name: audit-anchors, mountPath: /var/lib/seatwise/audit-anchors }
        {{- end }}
        {{- if .backups }}
        - { name: backups, mountPath: /var/lib/seatwise/backups }
        {{- end }}
        {{- with $values.extraVolumeMounts }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
  volumes:
    - name: tmp
      emptyDir: { sizeLimit: 64Mi }
    - name: secrets
      projected:
        # With fsGroup: readable by the group, as a master key may be.
        defaultMode: 0440
        sources:
          {{- include "seatwise.secrets" . | nindent 10 }}
    {{- if .anchors }}
    - name: audit-anchors
      persistentVolumeClaim: { claimName: {{ include "seatwise.anchorsClaim" $root }} }
    {{- end }}
    {{- if .backups }}
    - name: backups
      persistentVolumeClaim: { claimName: {{ $values.backups.existingClaim }} }
    {{- end }}
    {{- with $values.extraVolumes }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
  {{- with $values.nodeSelector }}
  nodeSelector:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with $values.tolerations }}
  tolerations:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- if .affinity }}
  affinity:
    {{- .affinity | nindent 4 }}
  {{- else if $values.affinity }}
  affinity:
    {{- toYaml $values.affinity | nindent 4 }}
  {{- end }}
  {{- if .port }}
  topologySpreadConstraints:
    - maxSkew: 1
      topologyKey: kubernetes.io/hostname
      whenUnsatisfiable: ScheduleAnyway
      labelSelector:
        matchLabels:
          {{- include "seatwise.selector" (list $root .component) | nindent 10 }}
  {{- end }}
  {{- with $values.priorityClassName }}
  priorityClassName: {{ . }}
  {{- end }}
{{- end -}}

{{/* The same argument. What a program sets comes after what is the same for all. */}}
{{- define "seatwise.environment" -}}
{{- $values := .root.Values -}}
- { name: NODE_ENV, value: production }
- { name: PUBLIC_URL, value: {{ $values.publicUrl | quote }} }
- { name: DATABASE_URL_FILE, value: /run/secrets/seatwise/database-url }
- { name: MASTER_KEY_FILE, value: /run/secrets/seatwise/master-key }
{{- if $values.database.allowPlain }}
- { name: ALLOW_PLAIN_DATABASE, value: 'yes' }
{{- end }}
{{- if .anchors }}
- { name: AUDIT_ANCHOR_FOLDER, value: /var/lib/seatwise/audit-anchors }
{{- end }}
{{- if .port }}
- { name: HOST, value: 0.0.0.0 }
- { name: PORT, value: '4600' }
{{- end }}
{{- with .heap }}
- { name: NODE_OPTIONS, value: --max-old-space-size={{ int . }} }
{{- end }}
{{- if and $values.backups.elsewhere (eq .component "commands") }}
- { name: DATABASE_BACKUP, value: elsewhere }
{{- end }}
{{- if and $values.worker.deployment (has .component (list "worker" "commands")) }}
- { name: WORKER_DEPLOYMENT, value: {{ $values.worker.deployment | quote }} }
{{- end }}
{{- if and $values.tracing.endpoint (has .component (list "api" "worker")) }}
- { name: OTEL_EXPORTER_OTLP_ENDPOINT, value: {{ $values.tracing.endpoint | quote }} }
{{- with $values.tracing.headers }}
{{- if .existingSecret }}
- name: OTEL_EXPORTER_OTLP_HEADERS
  valueFrom: { secretKeyRef: { name: {{ .existingSecret }}, key: {{ .key }} } }
{{- end }}
{{- end }}
{{- end }}
{{- include "seatwise.temporal" $values.temporal }}
{{- with .env }}
{{ . }}
{{- end }}
{{- range $name, $value := $values.settings }}
- { name: {{ $name }}, value: {{ toString $value | quote }} }
{{- end }}
{{- end -}}

{{/* An empty TEMPORAL_API_KEY would turn TLS on: only what is used is set. */}}
{{- define "seatwise.temporal" -}}
{{- with .address }}
- { name: TEMPORAL_ADDRESS, value: {{ . | quote }} }
{{- end }}
{{- if not .profile.existingSecret }}
- { name: TEMPORAL_NAMESPACE, value: {{ .namespace | quote }} }
{{- else }}
- { name: TEMPORAL_CONFIG_FILE, value: /run/secrets/seatwise/temporal.toml }
- { name: TEMPORAL_PROFILE, value: {{ .profile.name | quote }} }
{{- end }}
{{- with .uiUrl }}
- { name: TEMPORAL_UI_URL, value: {{ . | quote }} }
{{- end }}
{{- if .apiKey.existingSecret }}
- name: TEMPORAL_API_KEY
  valueFrom: { secretKeyRef: { name: {{ .apiKey.existingSecret }}, key: {{ .apiKey.key }} } }
{{- end }}
{{- with .tls }}
{{- if .enabled }}
- { name: TEMPORAL_TLS, value: 'true' }
{{- with .serverName }}
- { name: TEMPORAL_TLS_SERVER_NAME, value: {{ . | quote }} }
{{- end }}
{{- if .ca.existingSecret }}
- { name: TEMPORAL_TLS_SERVER_CA_CERT_PATH, value: /run/secrets/seatwise/temporal-ca.crt }
{{- end }}
{{- if .client.existingSecret }}
- { name: TEMPORAL_TLS_CLIENT_CERT_PATH, value: /run/secrets/seatwise/temporal.crt }
- { name: TEMPORAL_TLS_CLIENT_KEY_PATH, value: /run/secrets/seatwise/temporal.key }
{{- end }}
{{- end }}
{{- end }}
{{- end -}}

{{/* The same argument as the pod: only the address of the program's own role is mounted. */}}
{{- define "seatwise.secrets" -}}
{{- $values := .root.Values -}}
{{- $database := index $values.database .role -}}
- secret:
    name: {{ $values.masterKey.existingSecret }}
    items: [{ key: {{ $values.masterKey.key }}, path: master-key }]
- secret:
    name: {{ $database.existingSecret }}
    items: [{ key: {{ $database.key }}, path: database-url }]
{{- with $values.database.ca }}
{{- if .existingSecret }}
- secret:
    name: {{ .existingSecret }}
    items: [{ key: {{ .key }}, path: database-ca.crt }]
{{- end }}
{{- end }}
{{- with $values.temporal.profile }}
{{- if .existingSecret }}
- secret:
    name: {{ .existingSecret }}
    items: [{ key: {{ .key }}, path: temporal.toml }]
{{- end }}
{{- end }}
{{- if $values.temporal.tls.enabled }}
{{- with $values.temporal.tls.ca }}
{{- if .existingSecret }}
- secret:
    name: {{ .existingSecret }}
    items: [{ key: {{ .key }}, path: temporal-ca.crt }]
{{- end }}
{{- end }}
{{- with $values.temporal.tls.client }}
{{- if .existingSecret }}
- secret:
    name: {{ .existingSecret }}
    items: [{ key: {{ .certificateKey }}, path: temporal.crt }, { key: {{ .privateKeyKey }}, path: temporal.key }]
{{- end }}
{{- end }}
{{- end }}
{{- end -}}
