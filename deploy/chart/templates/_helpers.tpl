{{- define "seatwise.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 40 | trimSuffix "-" -}}
{{- end -}}

{{- define "seatwise.fullname" -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 40 | trimSuffix "-" -}}
{{- else if contains (include "seatwise.name" .) .Release.Name -}}
{{- .Release.Name | trunc 40 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name (include "seatwise.name" .) | trunc 40 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}

{{/* Of every pod, and what selectors select by. */}}
{{- define "seatwise.instance" -}}
app.kubernetes.io/name: {{ include "seatwise.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{/* (list . component) */}}
{{- define "seatwise.selector" -}}
{{ include "seatwise.instance" (index . 0) }}
app.kubernetes.io/component: {{ index . 1 }}
{{- end -}}

{{/* (list . component) */}}
{{- define "seatwise.labels" -}}
{{- $root := index . 0 -}}
{{ include "seatwise.selector" . }}
app.kubernetes.io/version: {{ $root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ $root.Release.Service }}
helm.sh/chart: {{ printf "%s-%s" $root.Chart.Name $root.Chart.Version | replace "+" "_" }}
{{- end -}}

{{- define "seatwise.anchorsClaim" -}}
{{- default (printf "%s-audit-anchors" (include "seatwise.fullname" .)) .Values.auditAnchors.existingClaim -}}
{{- end -}}

{{/* Of the workers: each version of a Worker Deployment has its own, by its image. The hash tells apart what names of Kubernetes cannot. */}}
{{- define "seatwise.workerVersion" -}}
{{- if not .Values.worker.deployment -}}
unversioned
{{- else if .Values.image.digest -}}
{{ .Values.image.digest | trimPrefix "sha256:" | trunc 12 }}
{{- else -}}
{{- $tag := default .Chart.AppVersion .Values.image.tag -}}
{{ $tag | lower | replace "." "-" | replace "_" "-" | trunc 20 | trimAll "-" }}-{{ sha256sum $tag | trunc 8 }}
{{- end -}}
{{- end -}}

{{/* A published chart names the image of its release in annotations (scripts/published-chart.mjs). */}}
{{- define "seatwise.repository" -}}
{{- default (index .Chart.Annotations "seatwise/image-repository") .Values.image.repository -}}
{{- end -}}

{{/* Another repository or tag than those of the release means another image than its digest. */}}
{{- define "seatwise.image" -}}
{{- $repository := include "seatwise.repository" . -}}
{{- $isOfRelease := eq $repository (index .Chart.Annotations "seatwise/image-repository") -}}
{{- if .Values.image.digest -}}
{{ $repository }}@{{ .Values.image.digest }}
{{- else if and $isOfRelease (not .Values.image.tag) -}}
{{ $repository }}@{{ index .Chart.Annotations "seatwise/image-digest" }}
{{- else -}}
{{ $repository }}:{{ default .Chart.AppVersion .Values.image.tag }}
{{- end -}}
{{- end -}}
