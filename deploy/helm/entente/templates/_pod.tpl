{{- define "entente.labels" -}}
app.kubernetes.io/name: {{ .service }}
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/part-of: entente
{{- end }}

{{- define "entente.image" -}}
{{ .root.Values.image.registry }}entente/{{ .service }}:{{ .root.Values.image.tag | default .root.Chart.AppVersion }}
{{- end }}

{{- define "entente.metadata" -}}
name: {{ .root.Release.Name }}-{{ .service }}
labels:
  {{- include "entente.labels" . | nindent 2 }}
  app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
  app.kubernetes.io/managed-by: {{ .root.Release.Service }}
  helm.sh/chart: {{ .root.Chart.Name }}-{{ .root.Chart.Version }}
{{- end }}

{{/* What may be run where the namespace enforces the standard "restricted". */}}
{{- define "entente.security" -}}
securityContext:
  allowPrivilegeEscalation: false
  readOnlyRootFilesystem: true
  capabilities: {drop: [ALL]}
{{- end }}

{{- define "entente.nobody" -}}
automountServiceAccountToken: false
enableServiceLinks: false
{{- with .root.Values.image.pullSecrets }}
imagePullSecrets: {{ toJson . }}
{{- end }}
securityContext:
  runAsNonRoot: true
  runAsUser: 10001
  runAsGroup: 10001
  fsGroup: 10001
  seccompProfile: {type: RuntimeDefault}
{{- end }}

{{/* Variables that every service has, and those of who talks to Elasticsearch (key: the name of its key). */}}
{{- define "entente.variables" -}}
{{- $values := .root.Values -}}
- {name: ENTENTE_LOG_LEVEL, value: {{ $values.logLevel | quote }}}
- {name: ENTENTE_HEALTH_HOST, value: 0.0.0.0}
- {name: ENTENTE_HEALTH_PORT, value: "9600"}
- {name: ENTENTE_BOOTSTRAP_SERVERS, value: {{ $values.kafka.bootstrapServers | quote }}}
- {name: ENTENTE_KAFKA_SECURITY, value: {{ $values.kafka.security | quote }}}
{{- if hasPrefix "SASL" $values.kafka.security }}
- {name: ENTENTE_KAFKA_SASL_MECHANISM, value: {{ $values.kafka.mechanism | quote }}}
- {name: ENTENTE_KAFKA_USERNAME, value: {{ $values.kafka.username | quote }}}
- {name: ENTENTE_KAFKA_PASSWORD_FILE, value: /etc/entente/kafka/password}
{{- end }}
{{- if $values.kafka.caSecret }}
- {name: ENTENTE_KAFKA_CA_FILE, value: /etc/entente/kafka/ca.crt}
{{- end }}
{{- if .key }}
- {name: ENTENTE_ELASTICSEARCH_URL, value: {{ $values.elasticsearch.url | quote }}}
- {name: ENTENTE_ELASTICSEARCH_API_KEY_FILE, value: /etc/entente/elasticsearch/api_key}
{{- if $values.elasticsearch.caSecret }}
- {name: ENTENTE_ELASTICSEARCH_CA_FILE, value: /etc/entente/elasticsearch/ca.crt}
{{- end }}
{{- end }}
{{- end }}

{{- define "entente.mounts" -}}
- {name: tmp, mountPath: /tmp}
- {name: kafka, mountPath: /etc/entente/kafka, readOnly: true}
{{- if .key }}
- {name: elasticsearch, mountPath: /etc/entente/elasticsearch, readOnly: true}
{{- end }}
{{- end }}

{{- define "entente.volumes" -}}
{{- $values := .root.Values -}}
- {name: tmp, emptyDir: {sizeLimit: 256Mi}}
- name: kafka
  projected:
    sources:
      {{- if hasPrefix "SASL" $values.kafka.security }}
      - secret: {name: {{ $values.kafka.passwordSecret }}, items: [{key: password, path: password}]}
      {{- end }}
      {{- if $values.kafka.caSecret }}
      - secret: {name: {{ $values.kafka.caSecret }}, items: [{key: ca.crt, path: ca.crt}]}
      {{- end }}
{{- if .key }}
- name: elasticsearch
  projected:
    sources:
      - secret: {name: {{ .key }}, items: [{key: api_key, path: api_key}]}
      {{- if $values.elasticsearch.caSecret }}
      - secret: {name: {{ $values.elasticsearch.caSecret }}, items: [{key: ca.crt, path: ca.crt}]}
      {{- end }}
{{- end }}
{{- end }}

{{/* The container of a service, all but its own variables and mounts, which the caller adds at their ends. */}}
{{- define "entente.container" -}}
name: {{ .service }}
image: {{ include "entente.image" . }}
imagePullPolicy: {{ .root.Values.image.pullPolicy }}
{{ include "entente.security" . }}
ports:
  - {name: health, containerPort: 9600}
  {{- if eq .service "desk" }}
  - {name: pages, containerPort: 8765}
  {{- end }}
startupProbe: {httpGet: {path: /livez, port: health}, periodSeconds: 2, failureThreshold: 60}
livenessProbe: {httpGet: {path: /livez, port: health}, periodSeconds: 15, timeoutSeconds: 5, failureThreshold: 4}
readinessProbe: {httpGet: {path: /readyz, port: health}, periodSeconds: 5, timeoutSeconds: 5}
resources: {{ toJson (index .root.Values .service).resources }}
{{- end }}

{{- define "entente.template" -}}
metadata:
  labels:
    {{- include "entente.labels" . | nindent 4 }}
  annotations:
    prometheus.io/scrape: "true"
    prometheus.io/port: "9600"
{{- end }}
